import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isJsonObject, member } from "../../core/json/values.js";
import {
  OWN_STACKS,
  OWN_STACKS_FOLDER,
  type OwnDocument,
  type OwnStack,
  ownStackPath,
} from "../core/reachability/own-stacks.js";
import { checkDocuments } from "../harness/checked-documents.js";
import { step } from "../harness/progress.js";
import { makeWorkFolder } from "../harness/work-folder.js";
import { type AwsEmulator, startAwsEmulator } from "./aws-emulator.js";
import { CdktfProject, everyContext } from "./cdktf-project.js";
import { reduced, reducedPlan, withStableIds } from "./kept-documents.js";
import { describeDeployment } from "./prerequisites.js";
import { TerraformFolder, terraformEnvironment } from "./terraform.js";

/** Applies the stacks, and keeps what Terraform shows of them before and after. */
const IS_WRITTEN = process.env["CORDON_WRITE_STACKS"] === "1";

/** The account of the entitlements. */
const ACCOUNT = "111122223333";

describeDeployment("the reference stacks, all of one app", () => {
  const work = makeWorkFolder("reference-app");
  const plans = new Map<OwnStack, unknown>();
  let emulator: AwsEmulator;
  let project: CdktfProject;

  /** What another stack reads of this one before it is there: an output of each name, and nothing behind it. */
  function pretendApplied(stack: OwnStack): void {
    const synthesized: unknown = JSON.parse(
      readFileSync(join(project.stackFolder(stack), "cdk.tf.json"), "utf8"),
    );
    const outputs = member(synthesized, "output");
    const values = Object.keys(isJsonObject(outputs) ? outputs : {}).map((name, index) => {
      const value = /arn/i.test(name)
        ? `arn:aws:dynamodb:eu-central-1:${ACCOUNT}:table/shop-${index}`
        : `shop-${index}`;
      return [name, { value, type: "string" }];
    });
    const state = {
      version: 4,
      terraform_version: "1.11.4",
      serial: 1,
      lineage: "0c0d0011-7e57-4c0d-a5e9-000000000001",
      outputs: Object.fromEntries(values),
      resources: [],
    };
    writeFileSync(project.stateFile(stack), JSON.stringify(state));
  }

  beforeAll(async () => {
    emulator = await step("start the AWS emulator", () => startAwsEmulator({ account: ACCOUNT }));
    project = new CdktfProject(work.path, terraformEnvironment(emulator.endpoint));
    await step("cdktf synth, every stack", () => project.synthAll(everyContext()));
    for (const stack of OWN_STACKS) {
      const terraform = new TerraformFolder(project.stackFolder(stack), emulator.endpoint);
      terraform.override();
      await step(`terraform init ${stack}`, () => terraform.init());
      await step(`terraform plan ${stack}`, () => terraform.plan());
      plans.set(stack, await terraform.showPlan());
      if (IS_WRITTEN) await write(stack, terraform);
      else pretendApplied(stack);
    }
    // Four stacks are synthesized, planned and perhaps applied one after the other.
  }, 20 * 60_000);

  afterAll(() => {
    emulator?.stop();
    work.remove();
  });

  /** Applies a stack, and keeps what Terraform shows of it. */
  async function write(stack: OwnStack, terraform: TerraformFolder): Promise<void> {
    const source = JSON.parse(readFileSync(join(project.stackFolder(stack), "cdk.tf.json"), "utf8"));
    await step(`terraform apply ${stack}`, () => terraform.apply());
    const state = reduced(await terraform.showState());
    expect(await step(`terraform plan ${stack}, applied`, () => terraform.plan())).toEqual([]);
    const { configuration, ...refreshed } = reducedPlan(await terraform.showPlan());
    expect(configuration).toEqual(member(plans.get(stack), "configuration"));
    const documents = { plan: reducedPlan(plans.get(stack)), source, state, refreshed };
    mkdirSync(OWN_STACKS_FOLDER, { recursive: true });
    for (const [kind, json] of Object.entries(withStableIds(documents)))
      writeFileSync(ownStackPath(stack, kind as OwnDocument), `${JSON.stringify(json)}\n`);
  }

  test("are clean as first plans in one call, with what was synthesized for them", async () => {
    const { exitCode, open, report } = await checkDocuments(Object.fromEntries(plans), {
      source: project.output,
    });
    expect(open).toEqual([]);
    expect(exitCode).toBe(0);
    expect(report.expectations.length).toBeGreaterThan(5);
    expect(report.endpoints.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["frontend", "app", "db", "internet"]),
    );
  });

  test("have no finding as plans alone: what is UNKNOWN then are policies of what has no name yet", async () => {
    const { open } = await checkDocuments(Object.fromEntries(plans));
    const others = open.filter(
      (line) =>
        !/^unknown \S+: CORDON-(?:IAM-00[148]|S3-004|LAMBDA-003): .*not determined by the input$/.test(line),
    );
    // Plans do not carry the acknowledgement, which stands in the code.
    expect(others.map((line) => line.replace(/_[0-9A-F]{8}$/, ""))).toEqual([
      "high CORDON-API-001 aws_apigatewayv2_route.identity_api_route",
    ]);
  });
});
