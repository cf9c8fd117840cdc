import { fileURLToPath } from "node:url";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import { App, LocalBackend, TerraformStack } from "cdktf";
import { Authenticator, PolicyEngine } from "../../constructs/index.js";

export const REGION = "eu-central-1";

const POLICIES = fileURLToPath(new URL("identity-policies.json", import.meta.url));

/**
 * Synthesizes an authenticator and the policy engine that believes it, with keys from another URL. It has no domain of its
 * own: those of the emulator never become available.
 */
export function synthesizeIdentity(outdir: string, keySetUrl: string): void {
  const app = new App({ outdir });
  const stack = new TerraformStack(app, "identity");
  new LocalBackend(stack, { path: "terraform.tfstate" });
  new AwsProvider(stack, "aws", { region: REGION });
  // The oldest provider that is supported does not know nodejs24.x.
  const runtime = { runtime: "nodejs22.x" } as const;
  const identity = new Authenticator(stack, "identity", {
    name: "shop",
    environment: "development",
    origins: ["https://login.example.com"],
    relyingParty: { id: "example.com", name: "Example" },
    function: runtime,
  });
  const engine = new PolicyEngine(stack, "engine", {
    name: "orders",
    policies: POLICIES,
    issuer: { ...identity.issuer, keySetUrl },
    function: runtime,
  });
  identity.inform(engine);
  app.synth();
}
