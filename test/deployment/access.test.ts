import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import type { Server } from "node:http";
import { join } from "node:path";
import {
  AttachRolePolicyCommand,
  CreateAccessKeyCommand,
  CreatePolicyCommand,
  CreateUserCommand,
  GetPolicyVersionCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListPoliciesCommand,
} from "@aws-sdk/client-iam";
import { ListSchedulesCommand, SchedulerClient } from "@aws-sdk/client-scheduler";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ACCESS_BROKER, ACCESS_METRICS } from "../../core/contracts/access-broker.js";
import { provesExpiry } from "../../core/iam/proves-expiry.js";
import { signedEvent } from "../adapters/aws/signed-event.js";
import { step } from "../harness/progress.js";
import { makeWorkFolder } from "../harness/work-folder.js";
import { REGION, synthesizeAccessBroker } from "./access-stack.js";
import { type AwsEmulator, EMULATOR_CREDENTIALS, startAwsEmulator } from "./aws-emulator.js";
import { DeployedFunction } from "./deployed-function.js";
import { functionEndpoint } from "./function-endpoint.js";
import { allowPlainHttp } from "./plain-http.js";
import { describeDeployment } from "./prerequisites.js";
import { TerraformFolder } from "./terraform.js";
import { expectOpen } from "./what-is-open.js";

const ACCOUNT = "123456789012";

type Key = { readonly accessKeyId: string; readonly secretAccessKey: string };
type Answer = Readonly<Record<string, unknown>> & {
  readonly grant: string;
  readonly state: string | null;
  readonly reason: string;
  readonly deadline: string;
  readonly approvals: { readonly hash: string };
};

describeDeployment("the access broker in a live account", () => {
  const work = makeWorkFolder("access");
  const folder = join(work.path, "cdktf.out/stacks/access");
  const functions = new Map<string, DeployedFunction>();
  const keys = new Map<string, Key>();
  let emulator: AwsEmulator;
  let lambda: { readonly endpoint: string; readonly server: Server };
  let terraform: TerraformFolder;
  let iam: IAMClient;
  let scheduler: SchedulerClient;

  /** What Lambda has in its archive and its environment, taken from Terraform's state. */
  async function start(resource: Readonly<Record<string, unknown>>): Promise<void> {
    const name = String(resource["function_name"]);
    const [environment] = resource["environment"] as [{ variables: Record<string, string> }];
    const unpacked = join(work.path, `unpacked-${name}`);
    execFileSync("python3", ["-m", "zipfile", "-e", join(folder, String(resource["filename"])), unpacked]);
    const started = await DeployedFunction.start(unpacked, {
      ...environment.variables,
      AWS_REGION: REGION,
      AWS_LAMBDA_FUNCTION_NAME: name,
      AWS_ENDPOINT_URL: emulator.endpoint,
      AWS_ENDPOINT_URL_LAMBDA: lambda.endpoint,
      AWS_ACCESS_KEY_ID: EMULATOR_CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: EMULATOR_CREDENTIALS.secretAccessKey,
    });
    functions.set(name, started);
  }

  /** Asks a function as somebody, and returns its answer. */
  async function ask(
    person: string,
    key: string,
    verb: string,
    request: object,
    token: string = randomUUID(),
  ) {
    const functionArn = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:shop-jit-${key}`;
    const signing = { functionArn, at: new Date(), region: REGION, ...keys.get(person) };
    const event = await signedEvent({ verb, request: { ...request }, clientToken: token }, signing);
    return { event, answer: (await functions.get(`shop-jit-${key}`)?.invoke(event)) as Answer };
  }

  const sweep = () => functions.get("shop-jit-sweep")?.invoke({ version: 1, verb: "sweep" });
  const attached = async (RoleName: string) =>
    (await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }))).AttachedPolicies ?? [];
  const ours = async () =>
    (await iam.send(new ListPoliciesCommand({ Scope: "Local", PathPrefix: "/jit/" }))).Policies ?? [];
  const schedules = async () =>
    (await scheduler.send(new ListSchedulesCommand({ GroupName: "shop-jit" }))).Schedules ?? [];

  const REQUEST = { entitlement: "orders-db-read", minutes: 60, reason: "failed refunds", ticket: "OPS-42" };
  let granted: Answer;

  beforeAll(async () => {
    emulator = await step("start the AWS emulator", startAwsEmulator);
    lambda = await functionEndpoint(functions);
    synthesizeAccessBroker(join(work.path, "cdktf.out"));
    terraform = new TerraformFolder(folder, emulator.endpoint);
    terraform.override();
    allowPlainHttp(folder, /storage_audit/);
    await step("terraform init", () => terraform.init());
    await step("terraform validate", () => terraform.validate());
    await step("terraform plan", () => terraform.plan());
    await step("terraform apply", () => terraform.apply());
    const settings = { endpoint: emulator.endpoint, region: REGION, credentials: EMULATOR_CREDENTIALS };
    iam = new IAMClient(settings);
    scheduler = new SchedulerClient(settings);
    const state = JSON.parse(readFileSync(join(folder, "terraform.tfstate"), "utf8")) as {
      resources: { type: string; instances: { attributes: Record<string, unknown> }[] }[];
    };
    for (const { type, instances } of state.resources) {
      if (type === "aws_lambda_function") await start(instances[0]?.attributes ?? {});
    }
    for (const UserName of ["alice", "lead", "lead-2", "mallory"]) {
      await iam.send(new CreateUserCommand({ UserName }));
      const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
      keys.set(UserName, {
        accessKeyId: String(AccessKey?.AccessKeyId),
        secretAccessKey: String(AccessKey?.SecretAccessKey),
      });
    }
  });

  afterAll(() => {
    for (const one of functions.values()) one.stop();
    lambda?.server.close();
    iam?.destroy();
    scheduler?.destroy();
    emulator?.stop();
  });

  test("is what a second plan finds: nothing to change, and nothing to say", async () => {
    expect(await step("terraform plan, unchanged", () => terraform.plan())).toEqual([]);
    // The emulator speaks plain HTTP alone, so its bucket is made to take it.
    await expectOpen(terraform, ["medium CORDON-S3-004 aws_s3_bucket.jit_storage_audit"]);
  });

  test("starts a process for each function of the contracts", () => {
    expect([...functions.keys()].sort()).toEqual(
      Object.keys(ACCESS_BROKER)
        .map((key) => `shop-jit-${key}`)
        .sort(),
    );
  });

  test("a request waits for an approval, and a repeat is the same request", async () => {
    const first = await ask("alice", "request", "request", REQUEST, "token-1");
    expect(first.answer).toMatchObject({ state: "PENDING", entitlement: "orders-db-read" });
    const again = await ask("alice", "request", "request", REQUEST, "token-1");
    expect(again.answer.grant).toBe(first.answer.grant);
    expect(await ours()).toEqual([]);
    granted = first.answer;
  });

  test("whoever is nobody, asks twice with one signature or approves for itself, is refused", async () => {
    const { grant, approvals } = granted;
    const approval = { grant, hash: approvals.hash };
    expect((await ask("alice", "approve", "approve", approval)).answer.reason).toBe("self_approval");
    expect((await ask("mallory", "approve", "approve", approval)).answer.reason).toBe("not_allowed");
    const { event } = await ask("alice", "request", "show", { grant });
    const replayed = (await functions.get("shop-jit-request")?.invoke(event)) as Answer;
    expect(replayed.reason).toBe("identity_replayed");
    const other = (await functions.get("shop-jit-report")?.invoke(event)) as Answer;
    expect(other.reason).toBe("caller_unknown");
    const changed = { ...event, request: { grant: "another" } };
    const altered = (await functions.get("shop-jit-request")?.invoke(changed)) as Answer;
    expect(altered.reason).toBe("caller_unknown");
  });

  test("an approval attaches a policy that ends at its deadline", async () => {
    const { grant, approvals } = granted;
    const wrong = await ask("lead", "approve", "approve", { grant, hash: `sha256:${"0".repeat(64)}` });
    expect(wrong.answer.reason).toBe("hash_mismatch");
    const { answer } = await ask("lead", "approve", "approve", { grant, hash: approvals.hash });
    expect(answer).toMatchObject({ state: "ACTIVE", refused: false });
    expect(await attached("orders")).toEqual([
      { PolicyName: `jit-${grant}`, PolicyArn: `arn:aws:iam::${ACCOUNT}:policy/jit/jit-${grant}` },
    ]);
    expect((await schedules()).map(({ Name }) => Name)).toEqual([grant]);
    const { answer: shown } = await ask("alice", "request", "show", { grant });
    expect(shown).toMatchObject({ grant, state: "ACTIVE" });
    granted = answer;
  });

  test("the policy that IAM has allows nothing from the deadline on", async () => {
    const PolicyArn = `arn:aws:iam::${ACCOUNT}:policy/jit/jit-${granted.grant}`;
    const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId: "v1" }));
    const document = JSON.parse(decodeURIComponent(PolicyVersion?.Document ?? ""));
    const deadline = Date.parse(granted.deadline);
    expect(provesExpiry(document, { deadline })).toMatchObject({ proven: true, untilTheDeadline: true });
  });

  test("a sweep leaves a grant alone that is as it was approved", async () => {
    expect(await sweep()).toMatchObject({ revoked: [], rolledBack: [], orphans: [], stuck: [], failed: [] });
    expect(await attached("orders")).toHaveLength(1);
  });

  test("the sweep writes the gauges that the alarms watch", async () => {
    const lines = functions.get("shop-jit-sweep")?.lines ?? [];
    const gauges = lines.map((line) => JSON.parse(line)).find((line) => "_aws" in line);
    const [metric] = gauges._aws.CloudWatchMetrics;
    expect(metric).toMatchObject({ Namespace: ACCESS_METRICS.namespace, Dimensions: [["Broker"]] });
    expect(gauges).toMatchObject({ Broker: "shop-jit", ActiveGrants: 1, StuckGrants: 0, OrphanedObjects: 0 });
  });

  test("a target without the boundary gets nothing", async () => {
    const { answer } = await ask("alice", "request", "request", { entitlement: "unbounded", minutes: 5 });
    expect(answer).toMatchObject({ refused: true });
    expect(JSON.stringify(answer)).toContain("boundary_missing");
    expect(await attached("unbounded")).toEqual([]);
    await sweep();
    expect(await ours()).toHaveLength(1);
  });

  test("a revoke takes the policy and its schedule away", async () => {
    const { answer } = await ask("alice", "request", "revoke", { grant: granted.grant });
    expect(answer).toMatchObject({ grant: granted.grant });
    await expect.poll(() => attached("orders"), { timeout: 30_000 }).toEqual([]);
    await sweep();
    expect(await ours()).toEqual([]);
    expect(await schedules()).toEqual([]);
    const { answer: shown } = await ask("alice", "request", "show", { grant: granted.grant });
    expect(shown["state"]).toBe("REVOKED");
  });

  test("a sweep removes a policy that somebody planted by hand", async () => {
    const { Policy } = await iam.send(
      new CreatePolicyCommand({
        PolicyName: "jit-planted",
        Path: "/jit/",
        PolicyDocument: JSON.stringify({
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Action: "s3:*", Resource: "*" }],
        }),
      }),
    );
    await iam.send(new AttachRolePolicyCommand({ RoleName: "orders", PolicyArn: Policy?.Arn }));
    // Younger than five minutes it might be of a grant that is being made.
    expect(await sweep()).toMatchObject({ orphans: [] });
    await ageOrphans();
    expect(await sweep()).toMatchObject({ orphans: [Policy?.Arn] });
    expect(await attached("orders")).toEqual([]);
    expect(await ours()).toEqual([]);
  });

  test("the report says who had what, and the chain verifies up to the head that was kept", async () => {
    const period = { from: "2026-01-01T00:00:00Z", to: "2100-01-01T00:00:00Z" };
    const { answer } = await ask("lead", "report", "report", period);
    expect(JSON.stringify(answer)).toContain(granted.grant);
    const { answer: verdict } = await ask("lead", "report", "audit-verify", {});
    expect(verdict).toMatchObject({ ok: true });
  });

  test("the output names the functions for the command", () => {
    const state = JSON.parse(readFileSync(join(folder, "terraform.tfstate"), "utf8"));
    expect(Object.keys(state.outputs["jit_broker"].value).sort()).toEqual([
      "approve",
      "region",
      "report",
      "request",
      "revoke",
    ]);
  });

  /** Nobody waits for five minutes: the sweep runs in a process whose clock is ahead. */
  async function ageOrphans(): Promise<void> {
    const ahead = join(work.path, "ahead.cjs");
    writeFileSync(ahead, "const now = Date.now; Date.now = () => now() + 6 * 60_000;\n");
    functions.get("shop-jit-sweep")?.stop();
    const state = JSON.parse(readFileSync(join(folder, "terraform.tfstate"), "utf8"));
    const resource = state.resources.find(
      ({ type, name }: { type: string; name: string }) =>
        type === "aws_lambda_function" && /sweep/.test(name),
    );
    const attributes = resource.instances[0].attributes;
    const [environment] = attributes.environment;
    const variables = { ...environment.variables, NODE_OPTIONS: `--require ${ahead}` };
    await start({ ...attributes, environment: [{ variables }] });
  }
});
