import type { Endpoint } from "./call.js";
import { authorize } from "./endpoints/authorize.js";
import { authorizePage } from "./endpoints/authorize-page.js";
import { deviceDelete } from "./endpoints/device-delete.js";
import { deviceNew } from "./endpoints/device-new.js";
import { devicesList } from "./endpoints/devices-list.js";
import { me } from "./endpoints/me.js";
import { keySet, relatedOrigins, serverMetadata } from "./endpoints/metadata.js";
import { passkeyDelete } from "./endpoints/passkey-delete.js";
import { passkeyNew, passkeyNewOptions } from "./endpoints/passkey-new.js";
import { passkeyPatch } from "./endpoints/passkey-patch.js";
import { passkeysList } from "./endpoints/passkeys-list.js";
import { passwordPut } from "./endpoints/password-put.js";
import { recovery } from "./endpoints/recovery.js";
import { recoveryCodesNew } from "./endpoints/recovery-codes-new.js";
import { refresh } from "./endpoints/refresh.js";
import { registrationPasskey, registrationPasskeyOptions } from "./endpoints/registration-passkey.js";
import { registrationPassword } from "./endpoints/registration-password.js";
import { registrationTotp } from "./endpoints/registration-totp.js";
import { securityEvents } from "./endpoints/security-events.js";
import { sessionDelete } from "./endpoints/session-delete.js";
import { sessionsDelete } from "./endpoints/sessions-delete.js";
import { sessionsList } from "./endpoints/sessions-list.js";
import { signInPasskey, signInPasskeyOptions } from "./endpoints/sign-in-passkey.js";
import { signInPassword } from "./endpoints/sign-in-password.js";
import { signOut } from "./endpoints/sign-out.js";
import { stepUpPasskey, stepUpPasskeyOptions } from "./endpoints/step-up-passkey.js";
import { stepUpPassword } from "./endpoints/step-up-password.js";
import { token } from "./endpoints/token.js";
import { totpBegin } from "./endpoints/totp-begin.js";
import { totpConfirm } from "./endpoints/totp-confirm.js";
import type { Route } from "./route.js";

const open = (path: string, action: Route["action"], endpoint: Endpoint) =>
  ({ method: "POST", path, access: "open", action, endpoint }) as const;

/** Every call that is not an operator's. */
export const PERSON_ROUTES: readonly Route[] = [
  {
    method: "POST",
    path: "/ssf/events",
    access: "open",
    action: "identity:ReceiveEvent",
    body: "bytes",
    // A transmitter is known by its header: its errors are those of RFC 8935, whatever else it sends.
    provesItself: true,
    endpoint: securityEvents,
  },
  {
    method: "POST",
    path: "/v1/authorize",
    access: "token",
    action: "identity:AuthorizeCommand",
    endpoint: authorize,
  },
  {
    method: "GET",
    path: "/authorize",
    access: "public",
    action: "identity:GetAuthorizePage",
    endpoint: authorizePage,
  },
  {
    method: "POST",
    path: "/token",
    access: "open",
    action: "identity:IssueToken",
    body: "form",
    endpoint: token,
  },
  open("/v1/registration/passkey/options", "identity:BeginRegisterPasskey", registrationPasskeyOptions),
  open("/v1/registration/passkey", "identity:RegisterPasskey", registrationPasskey),
  open("/v1/sign-in/passkey/options", "identity:BeginSignInPasskey", signInPasskeyOptions),
  open("/v1/sign-in/passkey", "identity:SignInPasskey", signInPasskey),
  {
    method: "POST",
    path: "/v1/step-up/passkey/options",
    access: "token",
    action: "identity:BeginStepUpPasskey",
    endpoint: stepUpPasskeyOptions,
  },
  {
    method: "POST",
    path: "/v1/step-up/passkey",
    access: "token",
    action: "identity:StepUpPasskey",
    endpoint: stepUpPasskey,
  },
  {
    method: "GET",
    path: "/v1/passkeys",
    access: "token",
    action: "identity:ListPasskeys",
    endpoint: passkeysList,
  },
  {
    method: "POST",
    path: "/v1/passkeys/options",
    access: "fresh-or-recovered",
    action: "identity:BeginAddPasskey",
    endpoint: passkeyNewOptions,
  },
  {
    method: "POST",
    path: "/v1/passkeys",
    access: "fresh-or-recovered",
    action: "identity:AddPasskey",
    endpoint: passkeyNew,
  },
  {
    method: "PATCH",
    path: "/v1/passkeys/{id}",
    access: "token",
    action: "identity:RenamePasskey",
    endpoint: passkeyPatch,
  },
  {
    method: "DELETE",
    path: "/v1/passkeys/{id}",
    access: "fresh",
    action: "identity:RemovePasskey",
    endpoint: passkeyDelete,
  },
  {
    method: "GET",
    path: "/v1/devices",
    access: "token",
    action: "identity:ListDevices",
    endpoint: devicesList,
  },
  {
    method: "POST",
    path: "/v1/devices",
    access: "fresh",
    action: "identity:RegisterDevice",
    endpoint: deviceNew,
  },
  {
    method: "DELETE",
    path: "/v1/devices/{id}",
    access: "token",
    action: "identity:RevokeDevice",
    endpoint: deviceDelete,
  },
  open("/v1/registration/totp", "identity:RegisterTotp", registrationTotp),
  open("/v1/registration/password", "identity:RegisterPassword", registrationPassword),
  open("/v1/sign-in/password", "identity:SignInPassword", signInPassword),
  open("/v1/recovery", "identity:Recover", recovery),
  open("/v1/refresh", "identity:Refresh", refresh),
  { ...open("/v1/sign-out", "identity:SignOut", signOut), provesItself: true },
  {
    method: "POST",
    path: "/v1/step-up/password",
    access: "token",
    action: "identity:StepUpPassword",
    endpoint: stepUpPassword,
  },
  { method: "GET", path: "/v1/me", access: "token", action: "identity:GetMe", endpoint: me },
  {
    method: "GET",
    path: "/v1/sessions",
    access: "token",
    action: "identity:ListSessions",
    endpoint: sessionsList,
  },
  {
    method: "DELETE",
    path: "/v1/sessions",
    access: "token",
    action: "identity:EndAllSessions",
    endpoint: sessionsDelete,
  },
  {
    method: "DELETE",
    path: "/v1/sessions/{sid}",
    access: "token",
    action: "identity:EndSession",
    endpoint: sessionDelete,
  },
  {
    method: "POST",
    path: "/v1/totp",
    access: "fresh-or-recovered",
    action: "identity:BeginTotp",
    endpoint: totpBegin,
  },
  {
    method: "PUT",
    path: "/v1/totp",
    access: "fresh-or-recovered",
    action: "identity:ConfirmTotp",
    endpoint: totpConfirm,
  },
  {
    method: "PUT",
    path: "/v1/password",
    access: "fresh-or-recovered",
    action: "identity:SetPassword",
    endpoint: passwordPut,
  },
  {
    method: "POST",
    path: "/v1/recovery-codes",
    access: "fresh",
    action: "identity:RenewRecoveryCodes",
    endpoint: recoveryCodesNew,
  },
  {
    method: "GET",
    path: "/.well-known/oauth-authorization-server",
    access: "public",
    action: "identity:GetMetadata",
    endpoint: serverMetadata,
  },
  {
    method: "GET",
    path: "/.well-known/jwks.json",
    access: "public",
    action: "identity:GetKeySet",
    endpoint: keySet,
  },
  {
    method: "GET",
    path: "/.well-known/webauthn",
    access: "public",
    action: "identity:GetRelatedOrigins",
    endpoint: relatedOrigins,
  },
];
