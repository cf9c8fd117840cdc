import { join } from "node:path";
import { App } from "cdktf";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ThreeTierApp } from "../../examples/three-tier-app/three-tier-app.js";
import { step } from "../harness/progress.js";
import { makeWorkFolder } from "../harness/work-folder.js";
import { type AwsEmulator, requestCertificate, startAwsEmulator } from "./aws-emulator.js";
import { type DeclaredFlow, rulesOf } from "./declared-rules.js";
import { readSecurityGroups } from "./live-account.js";
import { describeDeployment } from "./prerequisites.js";
import { TerraformFolder } from "./terraform.js";

const REGION = "eu-central-1";

/** The example's flows, as its reader understands them. */
const FLOWS: readonly DeclaredFlow[] = [
  { from: "203.0.113.0/24", to: "frontend", port: "tcp/443" },
  { from: "frontend", to: "app", port: "tcp/443" },
  { from: "app", to: "db", port: "tcp/5432" },
  { from: "app", to: "service:s3", port: "tcp/443" },
  { from: "app", to: "service:ecr.api", port: "tcp/443" },
  { from: "app", to: "service:ecr.dkr", port: "tcp/443" },
  { from: "app", to: "service:logs", port: "tcp/443" },
  { from: "app", to: "service:secretsmanager", port: "tcp/443" },
];

describeDeployment("the three-tier example in a live account", () => {
  const work = makeWorkFolder("deployment");
  let emulator: AwsEmulator;
  let terraform: TerraformFolder;

  beforeAll(async () => {
    emulator = await step("start the AWS emulator", startAwsEmulator);
    const outdir = join(work.path, "cdktf.out");
    const app = new App({ outdir });
    new ThreeTierApp(app, "three-tier-app", {
      region: REGION,
      zones: ["eu-central-1a", "eu-central-1b"],
      image: "111122223333.dkr.ecr.eu-central-1.amazonaws.com/shop:1",
      certificateArn: await requestCertificate(emulator, REGION),
    });
    app.synth();
    terraform = new TerraformFolder(join(outdir, "stacks/three-tier-app"), emulator.endpoint);
    terraform.override();
    await step("terraform init", () => terraform.init());
    await step("terraform validate", () => terraform.validate());
    await step("terraform plan", () => terraform.plan());
    await step("terraform apply", () => terraform.apply());
  });

  afterAll(() => {
    emulator?.stop();
    work.remove();
  });

  test("has a load balancer, a service and a database behind exactly the rules of its flows", async () => {
    const { rules } = await readSecurityGroups(emulator.endpoint, REGION);
    expect(rules).toEqual(rulesOf(FLOWS, "shop", REGION));
  });

  test("is what a second plan finds: nothing to change", async () => {
    expect(await step("terraform plan, unchanged", () => terraform.plan())).toEqual([]);
  });
});
