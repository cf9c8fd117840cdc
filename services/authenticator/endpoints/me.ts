import type { Endpoint, TokenCall } from "../call.js";
import { ok } from "../http.js";
import { sessionView } from "../sessions.js";

/** `me`: who the token speaks for, and with which factors. */
export const me: Endpoint<TokenCall> = async ({ caller: { person, session } }) =>
  ok({
    person: { id: person.id, name: person.name, groups: person.groups },
    session: sessionView(session),
    factors: {
      password: person.password !== undefined,
      totp: person.totp !== undefined,
      passkeys: person.passkeys.length,
      recovery_codes: person.recovery?.hashes.length ?? 0,
    },
  });
