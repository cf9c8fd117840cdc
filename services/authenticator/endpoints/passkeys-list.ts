import type { Endpoint, TokenCall } from "../call.js";
import { ok } from "../http.js";
import { acceptedSignal, passkeyView } from "../passkey-view.js";

/** GET `passkeys`. */
export const passkeysList: Endpoint<TokenCall> = async ({ caller: { person }, settings }) =>
  ok({ passkeys: person.passkeys.map(passkeyView), signal: acceptedSignal(person, settings) });
