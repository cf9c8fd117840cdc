import type { Passkey, Person } from "../../core/identity/person.js";
import { formatInstant } from "../../core/time/instant.js";
import type { AuthenticatorSettings } from "./ports.js";

/** What a person sees of a passkey. */
export function passkeyView({ id, label, createdAt, lastUsedAt, backupEligible }: Passkey): object {
  return {
    id,
    label,
    created_at: formatInstant(createdAt),
    last_used_at: lastUsedAt === null ? null : formatInstant(lastUsedAt),
    synced: backupEligible,
  };
}

/** What `PublicKeyCredential.signalAllAcceptedCredentials` takes: browsers then stop offering the others. */
export function acceptedSignal(
  person: Person,
  { relyingParty }: Pick<AuthenticatorSettings, "relyingParty">,
): object {
  return {
    rpId: relyingParty.id,
    userId: person.userHandle,
    allAcceptedCredentialIds: person.passkeys.map(({ id }) => id),
  };
}
