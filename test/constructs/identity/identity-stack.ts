import type { TerraformStack } from "cdktf";
import { Authenticator, type AuthenticatorProps, PolicyEngine } from "../../../constructs/index.js";
import { POLICY_FILE } from "../policy/engine-stack.js";

export const DOMAIN = "login.example.com";
export const CERTIFICATE =
  "arn:aws:acm:eu-central-1:123456789012:certificate/00000000-0000-0000-0000-000000000000";
export const WEB_ACL =
  "arn:aws:wafv2:eu-central-1:123456789012:regional/webacl/shop/00000000-0000-0000-0000-000000000000";

export const IDENTITY: AuthenticatorProps = {
  domain: DOMAIN,
  relyingParty: { id: "example.com", name: "Example" },
};

/** An authenticator with usual settings but the given ones, which nobody believes yet. */
export function authenticatorIn(
  stack: TerraformStack,
  props: Partial<AuthenticatorProps> = {},
): Authenticator {
  return new Authenticator(stack, "identity", { ...IDENTITY, ...props });
}

/** The same with the policy engine that believes it. */
export function identityIn(stack: TerraformStack, props: Partial<AuthenticatorProps> = {}): Authenticator {
  const identity = authenticatorIn(stack, props);
  new PolicyEngine(stack, "engine", { policies: POLICY_FILE, issuer: identity.issuer });
  return identity;
}
