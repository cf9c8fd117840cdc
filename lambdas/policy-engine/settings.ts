import type { Environment } from "../../core/contracts/contract.js";
import type { POLICY_ENGINE } from "../../core/contracts/policy-engine.js";
import type { ApiRoute, PolicyEngineSettings } from "../../services/policy-engine/settings.js";

/** Stands for a typ header that is not looked at. */
const ANY_TYPE = "any";

/** The settings that the environment of the function says. */
export function settingsOf(
  environment: Environment<typeof POLICY_ENGINE>,
  routes: Readonly<Record<string, ApiRoute>>,
): PolicyEngineSettings {
  const { originHeader, originSecretHashes } = environment;
  return {
    token: {
      issuer: environment.tokenIssuer,
      audience: environment.tokenAudience,
      algorithms: environment.tokenAlgorithms,
      type: environment.tokenType === ANY_TYPE ? undefined : environment.tokenType,
      requiredClaims: environment.requiredClaims ?? [],
      clockToleranceSeconds: environment.clockToleranceSeconds,
      maximumAgeSeconds: environment.tokenMaximumAgeSeconds,
    },
    claims: {
      groups: environment.groupsClaim,
      device: environment.deviceClaim,
      session: environment.sessionClaim,
      peerGroup: environment.peerGroupClaim,
    },
    assuranceLevels: Object.fromEntries(environment.assuranceLevels.map(({ acr, level }) => [acr, level])),
    trustedOrigin:
      originSecretHashes === undefined
        ? undefined
        : { header: originHeader, secretHashes: originSecretHashes },
    routes,
  };
}
