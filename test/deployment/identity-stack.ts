import { fileURLToPath } from "node:url";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import { App, LocalBackend, TerraformStack } from "cdktf";
import { Authenticator, PolicyEngine } from "../../constructs/index.js";

export const REGION = "eu-central-1";

const POLICIES = fileURLToPath(new URL("identity-policies.json", import.meta.url));

/** Synthesizes an authenticator and the policy engine that believes it; its keys come from the emulated API. */
export function synthesizeIdentity(outdir: string, certificateArn: string, keySetUrl: string): void {
  const app = new App({ outdir });
  const stack = new TerraformStack(app, "identity");
  new LocalBackend(stack, { path: "terraform.tfstate" });
  new AwsProvider(stack, "aws", { region: REGION });
  // The oldest provider that is supported does not know nodejs24.x.
  const runtime = { runtime: "nodejs22.x" } as const;
  const identity = new Authenticator(stack, "identity", {
    name: "shop",
    domain: "login.example.com",
    relyingParty: { id: "example.com", name: "Example" },
    certificateArn,
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
