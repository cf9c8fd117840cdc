import { resolve } from "node:path";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import { App, LocalBackend, TerraformOutput, TerraformStack } from "cdktf";
import { NodejsFunction } from "../../constructs/function/nodejs-function.js";
import { AccessLog } from "../../constructs/index.js";
import { SAMPLE } from "../constructs/function/sample-contract.js";

export const REGION = "eu-central-1";

/** Synthesizes an access log, and a function of the fixture that logs into it. */
export function synthesizeAccessLog(outdir: string): void {
  const app = new App({ outdir });
  const stack = new TerraformStack(app, "lake");
  new LocalBackend(stack, { path: "terraform.tfstate" });
  new AwsProvider(stack, "aws", { region: REGION });
  const log = new AccessLog(stack, "log", { name: "shop" });
  const sample = new NodejsFunction(stack, "sample", {
    contract: { ...SAMPLE, invocation: "asynchronous" },
    entry: resolve("test/constructs/function/fixture/handler.ts"),
    environment: { table: log.table.table.name },
    resources: { table: [log.table.table.arn] },
    key: log.key,
    logGroup: log.logGroup,
    // The oldest provider that is supported does not know nodejs24.x.
    runtime: "nodejs22.x",
  });
  new TerraformOutput(stack, "log-group", { value: log.logGroup.name });
  new TerraformOutput(stack, "bucket", { value: log.bucket.bucketName });
  new TerraformOutput(stack, "function-arn", { value: sample.functionArn });
  app.synth();
}
