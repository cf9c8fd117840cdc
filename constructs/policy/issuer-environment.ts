import { Token } from "cdktf";
import { isToken } from "../../core/network/token.js";
import type { IssuerProps } from "./policy-engine-props.js";

/** What an issuer means for the environment of the policy engine's function. */
export function issuerEnvironment(issuer: IssuerProps) {
  const levels = Object.entries(issuer.assuranceLevels ?? {}).map(
    ([acr, level]) => `${acr}=${textOf(level)}`,
  );
  return {
    tokenIssuer: issuer.issuer,
    tokenAudience: issuer.audience.join(","),
    keySetUrl: issuer.keySetUrl ?? `${issuer.issuer.replace(/\/$/, "")}/.well-known/jwks.json`,
    ...variable("tokenAlgorithms", issuer.algorithms?.join(",")),
    ...variable("tokenType", issuer.tokenType),
    ...variable("requiredClaims", issuer.requiredClaims?.join(",") || undefined),
    ...variable("tokenMaximumAgeSeconds", issuer.maximumAgeSeconds),
    ...variable("clockToleranceSeconds", issuer.clockToleranceSeconds),
    ...variable("groupsClaim", issuer.groupsClaim),
    ...variable("deviceClaim", issuer.deviceClaim),
    ...variable("sessionClaim", issuer.sessionClaim),
    ...variable("peerGroupClaim", issuer.peerGroupClaim),
    ...variable("assuranceLevels", levels.length === 0 ? undefined : levels.join(",")),
  };
}

/** The digits of a number that only Terraform knows are a placeholder, which a text must not hold. */
function textOf(value: string | number): string {
  return isToken(value) ? Token.asString(value) : String(value);
}

/** A variable with its value as a text; none where there is no value. */
export function variable<Name extends string>(
  name: Name,
  value: string | number | undefined,
): { readonly [Key in Name]?: string } {
  return (value === undefined ? {} : { [name]: textOf(value) }) as { readonly [Key in Name]?: string };
}
