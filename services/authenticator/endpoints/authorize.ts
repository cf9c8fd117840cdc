import { base64url } from "../../../core/identity/base64url.js";
import {
  type AuthorizationRequest,
  CODE_LIFETIME,
  type CodeRow,
  checkAuthorization,
  redirectWithCode,
} from "../authorization.js";
import { type Field, fieldsOf, optional, TEXT } from "../body.js";
import type { Endpoint, TokenCall } from "../call.js";
import { ok } from "../http.js";
import { KEYS } from "../rows.js";

const FIELDS: { readonly [Name in keyof AuthorizationRequest]: Field<AuthorizationRequest[Name]> } = {
  response_type: (value) => (value === undefined ? "code" : TEXT(value)),
  client_id: TEXT,
  redirect_uri: TEXT,
  code_challenge: TEXT,
  code_challenge_method: TEXT,
  state: optional(TEXT),
  scope: optional(TEXT),
};

/** POST `authorize`: whoever is signed in lets the command on this machine have a session of its own. */
export const authorize: Endpoint<TokenCall> = async ({ body, caller, ports, settings, now }) => {
  const request = fieldsOf<AuthorizationRequest>(body, FIELDS);
  checkAuthorization(request);
  const code = base64url(ports.random(32));
  const { person, session } = caller;
  const row: CodeRow = {
    person: person.id,
    parent: session.sid,
    acr: session.acr,
    amr: session.amr,
    authTime: session.authTime,
    redirectUri: request.redirect_uri,
    challenge: request.code_challenge,
    until: now + CODE_LIFETIME,
  };
  // Kept for as long as a stolen code could be tried.
  const until = now + 3_600_000;
  await ports.store.commit([{ change: "put", key: KEYS.code(code), value: row, expected: 0, until }]);
  return ok({ redirect_to: redirectWithCode(request, code, settings.origins[0]) });
};
