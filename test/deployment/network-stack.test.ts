import { afterAll, beforeAll, expect, test } from "vitest";
import type { FlowConfig, NetworkConfig } from "../../stacks/network-config.js";
import { checkDocuments } from "../harness/checked-documents.js";
import { step } from "../harness/progress.js";
import { makeWorkFolder } from "../harness/work-folder.js";
import { type AwsEmulator, startAwsEmulator } from "./aws-emulator.js";
import { CdktfProject, SHIPPED_CONFIG } from "./cdktf-project.js";
import { type DeclaredFlow, rulesOf } from "./declared-rules.js";
import { type LiveSecurityGroups, readSecurityGroups } from "./live-account.js";
import { describeDeployment } from "./prerequisites.js";
import { TerraformFolder, terraformEnvironment } from "./terraform.js";
import { expectOpen } from "./what-is-open.js";

/** The flows that the stack declares by itself for its three tiers. */
const BETWEEN_TIERS: readonly DeclaredFlow[] = [
  { from: "frontend", to: "app", port: "tcp/443" },
  { from: "app", to: "db", port: "tcp/5432" },
];

/** The shipped flows with ids, so that they can change in place, and one through an interface endpoint. */
const FLOWS: readonly FlowConfig[] = [
  ...(SHIPPED_CONFIG.flows ?? []).map((flow, index) => ({ id: `flow-${index}`, ...flow })),
  { from: "app", to: "service:secretsmanager", port: "tcp/443", reason: "database password" },
];

/** A change of one port between two tiers and of one CIDR peer with its port, in flows and expectations alike. */
function changed<T extends { readonly from: string; readonly to: string; readonly port?: string }>(
  said: T,
): T {
  if (said.from === "203.0.113.0/24") return { ...said, from: "198.51.100.0/25", port: "tcp/8443" };
  return said.port === "tcp/5432" ? { ...said, port: "tcp/5433" } : said;
}

const CHANGED_CONFIG: NetworkConfig = {
  ...SHIPPED_CONFIG,
  flows: [
    {
      from: "app",
      to: "db",
      port: "tcp/5433",
      reason: "queries of the app to the database",
      id: "app-to-db",
    },
    ...FLOWS.map(changed),
  ],
  expectations: (SHIPPED_CONFIG.expectations ?? []).map(changed),
};

describeDeployment("the reference network stack in a live account", () => {
  const work = makeWorkFolder("deployment");
  let emulator: AwsEmulator;
  let project: CdktfProject;
  let terraform: TerraformFolder;
  let deployed: LiveSecurityGroups;

  const live = () => readSecurityGroups(emulator.endpoint, SHIPPED_CONFIG.region);

  beforeAll(async () => {
    emulator = await step("start the AWS emulator", startAwsEmulator);
    project = new CdktfProject(work.path, terraformEnvironment(emulator.endpoint));
    terraform = new TerraformFolder(project.stackFolder("network"), emulator.endpoint);
    await step("cdktf synth", () => project.synth({ ...SHIPPED_CONFIG, flows: FLOWS }));
    terraform.override();
    await step("cdktf deploy network", () => project.deploy("network"));
    await step("terraform validate", () => terraform.validate());
    deployed = await live();
  });

  afterAll(() => {
    emulator?.stop();
    work.remove();
  });

  test("holds exactly the rules of the declared flows", () => {
    expect(deployed.rules).toEqual(
      rulesOf([...BETWEEN_TIERS, ...FLOWS], SHIPPED_CONFIG.name, SHIPPED_CONFIG.region),
    );
  });

  test("has a group for each segment and the default group, which has no rule", () => {
    expect([...deployed.groupIds.keys()].sort()).toEqual([
      "default",
      "shop-app",
      "shop-db",
      "shop-endpoint-secretsmanager",
      "shop-frontend",
    ]);
    expect(deployed.rules.filter((rule) => rule.startsWith("default "))).toEqual([]);
  });

  test("is what a second plan finds: nothing to change, and nothing to say", async () => {
    expect(await step("terraform plan, unchanged", () => terraform.plan())).toEqual([]);
    await expectOpen(terraform);
  });

  test("changes ports and peers in place and replaces no group", async () => {
    await step("cdktf synth, changed", () => project.synth(CHANGED_CONFIG));
    terraform.override();
    const changes = await step("terraform plan, with a changed port and a changed peer", () =>
      terraform.plan(),
    );
    expect(changes.filter(({ actions }) => actions.join() !== "update")).toEqual([]);
    expect(
      changes
        .filter(({ type }) => type.includes("security_group"))
        .map(({ type }) => type)
        .sort(),
    ).toEqual([
      "aws_vpc_security_group_egress_rule",
      "aws_vpc_security_group_ingress_rule",
      "aws_vpc_security_group_ingress_rule",
    ]);

    expect((await checkDocuments({ changed: await terraform.showPlan() })).open).toEqual([]);

    await step("terraform apply, changed", () => terraform.apply());
    const after = await live();
    expect(after.rules).toEqual(
      rulesOf([...BETWEEN_TIERS, ...FLOWS].map(changed), SHIPPED_CONFIG.name, SHIPPED_CONFIG.region),
    );
    expect(after.groupIds).toEqual(deployed.groupIds);
    expect(after.ruleIds).toEqual(deployed.ruleIds);
    // Until it is refreshed, the state shows the rules that were changed as they were, too.
    const stale = await checkDocuments({ network: await terraform.showState() });
    expect(stale.open.map((line) => line.replace(/ [^ ]*$/, ""))).toEqual(
      Array(3).fill("medium CORDON-NET-029"),
    );
    expect(await step("terraform plan, unchanged", () => terraform.plan())).toEqual([]);
    const refreshed = await checkDocuments({ network: await terraform.showPlan() });
    expect(refreshed.open).toEqual([]);
  });
});
