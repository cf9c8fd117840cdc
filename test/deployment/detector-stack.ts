import { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import { App, LocalBackend, TerraformStack } from "cdktf";
import { AccessLog, AnomalyDetector } from "../../constructs/index.js";

export const REGION = "eu-central-1";

/** Synthesizes an access log and its detector. */
export function synthesizeDetector(outdir: string): void {
  const app = new App({ outdir });
  const stack = new TerraformStack(app, "detector");
  new LocalBackend(stack, { path: "terraform.tfstate" });
  new AwsProvider(stack, "aws", { region: REGION });
  new AnomalyDetector(stack, "detector", {
    name: "shop",
    log: new AccessLog(stack, "log", { name: "shop" }),
    budgetPerDay: 5,
    notify: ["security@example.com"],
    // The oldest provider that is supported does not know nodejs24.x.
    function: { runtime: "nodejs22.x" },
  });
  app.synth();
}
