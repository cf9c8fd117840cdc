import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseHcl } from "../../adapters/hcl/parse-hcl.js";
import { changeOf, type LoadedChange } from "../../cli/check/load-change.js";
import { startSession } from "../../cli/check/session.js";
import { changePlan } from "../../core/check/change-plan.js";
import { migrationRecipe } from "../../core/check/recipe.js";
import { valueOrThrow } from "../../core/errors.js";
import { step } from "../harness/progress.js";
import { makeWorkFolder } from "../harness/work-folder.js";
import { type AwsEmulator, startAwsEmulator } from "./aws-emulator.js";
import { CallRecorder } from "./call-recorder.js";
import { SHIPPED_CONFIG } from "./cdktf-project.js";
import { documentOf } from "./change-document.js";
import { CHANGE_ROWS, type ChangeRow } from "./change-rows.js";
import { ENTRY_ROWS } from "./entry-rows.js";
import { foundRuleIds } from "./found-rule-ids.js";
import { describeDeployment } from "./prerequisites.js";
import { type PlannedChange, TerraformFolder } from "./terraform.js";

interface State {
  readonly values: {
    readonly root_module: {
      readonly resources: readonly {
        readonly type: string;
        readonly name: string;
        readonly values: { readonly id?: string; readonly security_group_rule_id?: string };
      }[];
    };
  };
}

/** What both kinds of rows say of a change. */
const ROWS = Object.entries<Pick<ChangeRow, "actions" | "actionsOfPlan" | "calls" | "early">>({
  ...CHANGE_ROWS,
  ...ENTRY_ROWS,
});

/** What has rows: groups, network ACLs, route tables and prefix lists. */
const OWNERS = /^aws_(?:(?:default_)?security_group|network_acl|route_table|ec2_managed_prefix_list)$/;

const silent = { write: async () => undefined };

describeDeployment("what the plan of a change says Terraform does", () => {
  const work = makeWorkFolder("change-plan");
  const folder = join(work.path, "stack");
  const ruleIds = new Map<string, string>();
  const before = documentOf("before", SHIPPED_CONFIG.region);
  const after = () =>
    documentOf("after", SHIPPED_CONFIG.region, (row) => {
      const id = ruleIds.get(row);
      if (id === undefined) throw new Error(`the state holds no id for the rule of ${row}`);
      return id;
    });
  let emulator: AwsEmulator;
  let recorder: CallRecorder;
  let plan: unknown;
  let recipe = "";
  let leftToDo: readonly PlannedChange[] = [];
  const groupNames = new Map<string, string>();

  const write = (document: object): void => {
    writeFileSync(join(folder, "cdk.tf.json"), JSON.stringify(document, null, 2));
  };
  const nameGroups = async (terraform: TerraformFolder): Promise<void> => {
    const { values } = (await terraform.showState()) as State;
    for (const { type, name, values: own } of values.root_module.resources)
      if (OWNERS.test(type)) groupNames.set(own.id ?? "", name);
    for (const { name, values: own } of values.root_module.resources)
      if (own.security_group_rule_id !== undefined) ruleIds.set(name, own.security_group_rule_id);
  };

  beforeAll(async () => {
    emulator = await step("start the AWS emulator", startAwsEmulator);
    recorder = await CallRecorder.before(emulator.endpoint);
    mkdirSync(folder);
    const terraform = new TerraformFolder(folder, recorder.endpoint);
    write(before);
    terraform.override();
    await step("terraform init", () => terraform.init());
    await step("terraform apply before", async () => {
      await terraform.plan();
      await terraform.apply();
    });
    await nameGroups(terraform);
    write(after());
    const session = await startSession({}, silent);
    const state = [{ path: "before.json", json: await terraform.showState() }];
    const migrated = documentOf(
      "after",
      SHIPPED_CONFIG.region,
      () => "",
      ({ recipe }) => recipe === true,
    );
    const change = changeOf(state, [{ path: "main.tf.json", json: migrated }], session);
    const written = migrationRecipe(change.before.network, change.after.network, change.transition);
    recipe = await foundRuleIds(written, emulator.endpoint);
    writeFileSync(join(folder, "migration.tf"), recipe);
    await step("terraform plan after", () => terraform.plan());
    plan = await terraform.showPlan();
    recorder.calls.length = 0;
    await step("terraform apply after", () => terraform.apply());
    await nameGroups(terraform);
    await step("terraform plan again", async () => {
      leftToDo = await terraform.plan();
    });
  });

  afterAll(() => {
    recorder?.stop();
    emulator?.stop();
    work.remove();
  });

  test.for(ROWS)("%s: the provider calls EC2 as the table says", ([name, { calls, early }]) => {
    const own = recorder.calls
      .filter(({ group }) => [groupNames.get(group), group.replace(/-[0-9]+$/, "")].includes(name))
      .map(({ action }) => action);
    if (early !== undefined) {
      expect(own.indexOf(early)).toBeGreaterThanOrEqual(0);
      expect(own.indexOf(early)).toBeLessThan(own.findLastIndex((action) => action.startsWith("Authorize")));
    }
    expect(own.filter((action) => action !== early)).toEqual(calls);
  });

  test("recipes leave nothing to do", () => {
    const names = Object.entries(CHANGE_ROWS).flatMap(([name, row]) => (row.recipe === true ? [name] : []));
    expect(names.length).toBeGreaterThan(0);
    const own = leftToDo.filter(({ address }) => names.some((name) => address.includes(`.${name}`)));
    expect(own).toEqual([]);
  });

  test("the plan alone, and both documents, come to these steps", async () => {
    const session = await startSession({}, silent);
    const input = (json: unknown) => [{ path: "main.tf.json", json }];
    const migration = {
      path: "migration.tf",
      json: valueOrThrow(await parseHcl("migration.tf", recipe)).json,
    };
    const stepsOf = ({ before, after, transition }: LoadedChange) => {
      const steps = changePlan(before.network, after.network, transition);
      const own = (name: string) =>
        steps.filter(({ resource }) => new RegExp(`\\.${name}(?:-second)?(?:\\.|$)`).test(resource));
      return Object.fromEntries(ROWS.map(([name]) => [name, own(name).map(({ action }) => action)]));
    };
    expect(stepsOf(changeOf(input(plan), undefined, session))).toEqual(
      Object.fromEntries(ROWS.map(([name, { actions, actionsOfPlan }]) => [name, actionsOfPlan ?? actions])),
    );
    expect(stepsOf(changeOf(input(before), [...input(after()), migration], session))).toEqual(
      Object.fromEntries(ROWS.map(([name, { actions }]) => [name, actions])),
    );
  });
});
