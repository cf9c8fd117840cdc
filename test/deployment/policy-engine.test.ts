import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { AccessLogRecord } from "../../core/detection/access-log.js";
import { checkAccessLogRecord } from "../../core/detection/access-log-check.js";
import { accessLogColumns } from "../../core/detection/access-log-schema.js";
import { convertToParquet, readLake } from "../harness/lake.js";
import { step } from "../harness/progress.js";
import { makeWorkFolder } from "../harness/work-folder.js";
import { httpApiEvent, restApiEvent } from "../lambdas/policy-engine/support/events.js";
import { isEvaluationResponse } from "../services/authzen/support/authzen-schemas.js";
import { AUDIENCE, ISSUER, publicJwk, token } from "../services/policy-engine/support/issuer.js";
import { type AwsEmulator, EMULATOR_CREDENTIALS, startAwsEmulator } from "./aws-emulator.js";
import { DeployedFunction } from "./deployed-function.js";
import { allowPlainHttp } from "./plain-http.js";
import { POLICIES, REGION, synthesizeProtectedApi } from "./policy-engine-stack.js";
import { describeDeployment } from "./prerequisites.js";
import { TerraformFolder } from "./terraform.js";
import { expectOpen } from "./what-is-open.js";

const SECRET = "0123456789abcdef0123456789abcdef";
const SECRET_HASH = createHash("sha256").update(SECRET).digest("hex");

interface Resource {
  readonly type: string;
  readonly name: string;
  readonly instances: readonly { readonly attributes: Readonly<Record<string, unknown>> }[];
}

interface State {
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly resources: readonly Resource[];
}

describeDeployment("the policy engine in a live account", () => {
  const work = makeWorkFolder("policy-engine");
  const folder = join(work.path, "cdktf.out/stacks/api");
  let emulator: AwsEmulator;
  let keys: Server;
  let terraform: TerraformFolder;
  let synthesize: (options: { readonly protectRest: boolean; readonly policies?: string }) => void;
  let state: State;
  let engine: DeployedFunction;
  let evaluations: DeployedFunction;
  let database: DynamoDBClient;
  let s3: S3Client;

  const output = (name: string) => String(state.outputs[name]?.value);
  const attributesOf = (type: string, name: RegExp) =>
    state.resources.find((one) => one.type === type && name.test(one.name))?.instances[0]?.attributes ?? {};

  /** What Lambda has in its archive and its environment, taken from Terraform's state. */
  async function startFunction(name: RegExp): Promise<DeployedFunction> {
    const attributes = attributesOf("aws_lambda_function", name);
    const [environment] = attributes["environment"] as [{ variables: Record<string, string> }];
    const unpacked = join(work.path, `unpacked-${String(attributes["function_name"])}`);
    execFileSync("python3", ["-m", "zipfile", "-e", join(folder, String(attributes["filename"])), unpacked]);
    expect(readdirSync(unpacked)).toContain("index.js");
    return await DeployedFunction.start(unpacked, {
      ...environment.variables,
      AWS_REGION: REGION,
      AWS_LAMBDA_FUNCTION_NAME: String(attributes["function_name"]),
      AWS_ENDPOINT_URL: emulator.endpoint,
      AWS_ACCESS_KEY_ID: EMULATOR_CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: EMULATOR_CREDENTIALS.secretAccessKey,
    });
  }

  const put = (table: string, item: Record<string, { S: string } | { BOOL: boolean } | { N: string }>) =>
    database.send(new PutItemCommand({ TableName: output(table), Item: item }));

  async function tokenNow(changes: Record<string, unknown> = {}): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    return await token({ iat: now, exp: now + 600, auth_time: now, device_id: "laptop-1", ...changes });
  }

  /** Asks the deployed function, and returns its answer beside the record that it left. */
  async function ask(event: unknown): Promise<{ answer: unknown; record: AccessLogRecord }> {
    const before = engine.lines.length;
    const answer = await engine.invoke(event);
    await expect.poll(() => engine.lines.length).toBe(before + 1);
    const record = checkAccessLogRecord(JSON.parse(engine.lines[before] ?? ""));
    if (!record.ok) throw new Error(JSON.stringify(record.problems));
    return { answer, record: record.value };
  }

  beforeAll(async () => {
    emulator = await step("start the AWS emulator", startAwsEmulator);
    keys = createServer((_, response) => response.end(JSON.stringify({ keys: [publicJwk] })));
    await new Promise<void>((resolve) => keys.listen(0, "127.0.0.1", resolve));
    const keySetUrl = `http://127.0.0.1:${(keys.address() as AddressInfo).port}/jwks.json`;
    const issuer = { issuer: ISSUER, audience: [AUDIENCE], keySetUrl };
    synthesize = (options) => {
      synthesizeProtectedApi(join(work.path, "cdktf.out"), { issuer, secretHash: SECRET_HASH, ...options });
      terraform.override();
      allowPlainHttp(folder, /storage/);
    };
    terraform = new TerraformFolder(folder, emulator.endpoint);
    synthesize({ protectRest: false });
    await step("terraform init", () => terraform.init());
    await step("terraform validate", () => terraform.validate());
    await step("terraform plan", () => terraform.plan());
    await step("terraform apply", () => terraform.apply());
    state = JSON.parse(readFileSync(join(folder, "terraform.tfstate"), "utf8"));
    const settings = { endpoint: emulator.endpoint, region: REGION, credentials: EMULATOR_CREDENTIALS };
    database = new DynamoDBClient(settings);
    s3 = new S3Client({ ...settings, forcePathStyle: true });
    engine = await startFunction(/engine_function/);
    evaluations = await startFunction(/evaluations/);
    const measured = new Date(Date.now() - 60_000).toISOString();
    const device = { registered: { BOOL: true }, posture: { N: "3" }, posture_measured_at: { S: measured } };
    await put("devices", { device_id: { S: "laptop-1" }, owner: { S: "user:u-17" }, ...device });
    await put("devices", { device_id: { S: "laptop-2" }, owner: { S: "user:u-1" }, ...device });
    await put("devices", {
      device_id: { S: "laptop-3" },
      owner: { S: "user:u-17" },
      ...device,
      revoked: { BOOL: true },
    });
    await put("devices", {
      device_id: { S: "laptop-4" },
      owner: { S: "user:u-17" },
      ...device,
      posture_measured_at: { S: "2026-01-01T00:00:00Z" },
    });
  });

  afterAll(() => {
    engine?.stop();
    evaluations?.stop();
    database?.destroy();
    s3?.destroy();
    keys?.close();
    emulator?.stop();
    work.remove();
  });

  test("is what a second plan finds: nothing to change, and nothing to say", async () => {
    expect(await step("terraform plan, unchanged", () => terraform.plan())).toEqual([]);
    // Two routes that nobody protects yet or acknowledges, and what the emulator and this stack's defaults make.
    await expectOpen(terraform, [
      "high CORDON-API-001 aws_apigatewayv2_route.health",
      "high CORDON-API-001 aws_api_gateway_method.rest-read",
      "medium CORDON-S3-004 aws_s3_bucket.engine_storage_bucket",
      "low CORDON-LOG-001 aws_cloudwatch_log_group.log_delivery_errors",
      "low CORDON-LOG-001 aws_cloudwatch_log_group.log_logs",
    ]);
  });

  test("replaces the deployment of an API that is live already when it is protected", async () => {
    synthesize({ protectRest: true });
    const changes = await step("terraform plan, REST API protected", () => terraform.plan());
    const actions = new Map(
      changes.map(({ address, actions }) => [address.replace(/_[0-9A-F]{8}$/, ""), actions]),
    );
    expect(actions.get("aws_api_gateway_authorizer.rest_zero-trust_authorizer")).toEqual(["create"]);
    expect(actions.get("aws_api_gateway_method.rest-read")).toEqual(["update"]);
    // The new one first: AWS refuses to delete a deployment that a stage uses.
    expect(actions.get("aws_api_gateway_deployment.rest-deployment")).toEqual(["create", "delete"]);
    expect(actions.get("aws_api_gateway_stage.rest-stage")).toEqual(["update"]);
  });

  test("stands before the routes of the API, without a cache", () => {
    const authorizer = attributesOf("aws_apigatewayv2_authorizer", /./);
    expect(authorizer).toMatchObject({ authorizer_result_ttl_in_seconds: 0, enable_simple_responses: true });
    const routes = state.resources.filter(({ type }) => type === "aws_apigatewayv2_route");
    const types = routes.map(({ instances }) => [
      instances[0]?.attributes["route_key"],
      instances[0]?.attributes["authorization_type"],
    ]);
    expect(Object.fromEntries(types)).toEqual({ "GET /health": "NONE", "GET /orders/{id}": "CUSTOM" });
  });

  test("allows a good token on a fit device, with the policies from the bucket", async () => {
    const { answer, record } = await ask(httpApiEvent({ token: await tokenNow() }));
    expect(answer).toMatchObject({
      isAuthorized: true,
      context: { reason: "allowed", policy: "orders-read" },
    });
    expect(record).toMatchObject({
      user_id: "u-17",
      device_id: "laptop-1",
      decision: "ALLOW",
      region: REGION,
      function: attributesOf("aws_lambda_function", /engine_function/)["function_name"],
    });
    expect(await ask(restApiEvent({ token: await tokenNow() }))).toMatchObject({
      answer: { principalId: "u-17", policyDocument: { Statement: [{ Effect: "Allow" }] } },
    });
  });

  test("denies with a reason and a record", async () => {
    const reasonOf = async (changes: Record<string, unknown>, headers?: Record<string, string>) =>
      (
        await ask(
          httpApiEvent({ token: await tokenNow(changes), ...(headers === undefined ? {} : { headers }) }),
        )
      ).record.reason;
    expect((await ask(httpApiEvent())).record.reason).toBe("token_missing");
    expect(await reasonOf({ exp: 1 })).toBe("token_expired");
    expect(await reasonOf({ aud: "https://other.example.com" })).toBe("token_audience_refused");
    expect(await reasonOf({ groups: [] })).toBe("no_matching_policy");
    expect(await reasonOf({ device_id: "laptop-2" })).toBe("device_not_owned");
    expect(await reasonOf({ device_id: "laptop-3" })).toBe("device_revoked");
    expect(await reasonOf({ device_id: "laptop-4" })).toBe("device_posture_stale");
    expect(await reasonOf({ device_id: "laptop-5" })).toBe("device_unknown");
    expect(await reasonOf({ device_id: undefined })).toBe("device_not_trusted");
  });

  test("believes the country only beside the origin's secret", async () => {
    const from = async (headers: Record<string, string>) =>
      (await ask(httpApiEvent({ token: await tokenNow(), path: "/invoices/1", headers }))).record;
    const country = { "cloudfront-viewer-country": "DE" };
    expect(await from(country)).toMatchObject({ reason: "location_not_allowed", location: null });
    expect(await from({ ...country, "x-origin-verify": "wrong" })).toMatchObject({
      reason: "location_not_allowed",
    });
    expect(await from({ ...country, "x-origin-verify": SECRET })).toMatchObject({
      reason: "allowed",
      location: "DE",
    });
  });

  test("counts a revocation from the moment at which it is written", async () => {
    const session = await tokenNow({ sid: "stolen" });
    expect((await ask(httpApiEvent({ token: session }))).record.reason).toBe("allowed");
    await put("subjects", { subject: { S: "session:stolen" }, revoked: { BOOL: true } });
    expect((await ask(httpApiEvent({ token: session }))).record.reason).toBe("session_revoked");
    const before = await tokenNow({ iat: Math.floor(Date.now() / 1000) - 120 });
    const revokedUntil = { S: new Date(Date.now() - 60_000).toISOString() };
    const own = {
      version: 1,
      policies: [
        {
          id: "own",
          effect: "allow",
          subjects: ["user:u-17"],
          actions: ["http:DELETE"],
          resources: ["orders/42"],
        },
      ],
    };
    await put("subjects", {
      subject: { S: "user:u-17" },
      tokens_revoked_until: revokedUntil,
      policies: { S: JSON.stringify(own) },
    });
    expect((await ask(httpApiEvent({ token: before }))).record.reason).toBe("token_revoked");
    const deletes = httpApiEvent({ token: await tokenNow(), method: "DELETE" });
    expect((await ask(deletes)).record).toMatchObject({ reason: "allowed", policy_id: "row:own" });
  });

  test("answers AuthZEN evaluations by the same policies", async () => {
    const body = JSON.stringify({
      subject: { type: "user", id: "u-9", properties: { groups: ["oncall"] } },
      action: { name: "http:GET" },
      resource: { type: "invoices", id: "1" },
      context: { country: "DE" },
    });
    const event = {
      rawPath: "/access/v1/evaluation",
      requestContext: { http: { method: "POST" } },
      headers: { "content-type": "application/json" },
      body,
    };
    const answer = (await evaluations.invoke(event)) as { statusCode: number; body: string };
    expect(answer.statusCode).toBe(200);
    expect(isEvaluationResponse(JSON.parse(answer.body))).toBe(true);
    expect(JSON.parse(answer.body)).toMatchObject({ decision: true, context: { id: "allowed" } });
  });

  test("destroys the old bundle only when the row names the new one", async () => {
    const changed = join(work.path, "changed.json");
    const { policies } = JSON.parse(readFileSync(POLICIES, "utf8")) as { policies: object[] };
    const added = {
      id: "added",
      effect: "allow",
      subjects: ["group:nobody"],
      actions: ["http:GET"],
      resources: ["added"],
      justification: "a change of the policies",
    };
    writeFileSync(changed, JSON.stringify({ version: 1, policies: [...policies, added] }));
    synthesize({ protectRest: false, policies: changed });
    const planned = (await step("terraform plan, other policies", () => terraform.plan())).map(
      ({ type, actions }) => `${type} ${actions.join()}`,
    );
    expect(planned.sort()).toEqual(["aws_dynamodb_table_item update", "aws_s3_object create,delete"]);
    const calls = (await step("terraform apply, other policies", () => terraform.apply())).map(
      ({ address, action, phase }) => `${address.split(".")[0]} ${action} ${phase}`,
    );
    expect(calls).toEqual([
      "aws_s3_object create begun",
      "aws_s3_object create done",
      "aws_dynamodb_table_item update begun",
      "aws_dynamodb_table_item update done",
      "aws_s3_object delete begun",
      "aws_s3_object delete done",
    ]);
    expect((await ask(httpApiEvent({ token: await tokenNow() }))).record.reason).toBe("allowed");
  });

  test("takes new policies at the next request, and refuses ones that were exchanged", async () => {
    const bucket = String(attributesOf("aws_s3_bucket", /storage/)["id"]);
    const publish = async (text: string, published: string) => {
      const sha256 = createHash("sha256").update(published).digest("hex");
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key: `policies/${sha256}.json`, Body: text }));
      await put("subjects", { subject: { S: "bundle:policies" }, sha256: { S: sha256 } });
    };
    const orders = httpApiEvent({ token: await tokenNow() });
    const bundle = (effect: string) =>
      JSON.stringify({
        version: 1,
        policies: [{ id: `all-${effect}`, effect, subjects: ["*"], actions: ["*"], resources: ["*"] }],
      });
    await publish(bundle("deny"), bundle("deny"));
    expect((await ask(orders)).record).toMatchObject({ reason: "denied_by_policy", policy_id: "all-deny" });
    await publish(bundle("allow"), `${bundle("allow")} `);
    expect((await ask(orders)).record.reason).toBe("policies_hash_mismatch");
    await put("subjects", { subject: { S: "bundle:policies" }, sha256: { S: "0".repeat(64) } });
    expect((await ask(orders)).record.reason).toBe("policies_unavailable");
  });

  test("left records that the lake takes with the types of its table", async () => {
    const lines = join(work.path, "records.jsonl");
    writeFileSync(lines, engine.lines.join("\n"));
    const connection = await (await DuckDBInstance.create(":memory:")).connect();
    await connection.run("SET TimeZone = 'UTC'");
    const lake = join(work.path, "lake/dt=2026-03-01/hour=09");
    execFileSync("mkdir", ["-p", lake]);
    await convertToParquet(connection, {
      lines,
      columns: accessLogColumns(),
      file: join(lake, "part.parquet"),
    });
    const read = await readLake(connection, join(work.path, "lake"));
    connection.closeSync();
    const written = engine.lines.map((line) => JSON.parse(line) as AccessLogRecord);
    expect(read.records).toHaveLength(written.length);
    expect(read.records.map(({ event_id }) => event_id).sort()).toEqual(
      written.map(({ event_id }) => event_id).sort(),
    );
    expect(read.types).toMatchObject({ ts: "TIMESTAMP", lat: "DOUBLE", reason: "VARCHAR" });
  });

  test("wrote no secret and no defect anywhere", () => {
    expect(engine.lines.join("\n")).not.toMatch(/eyJ|Bearer|0123456789abcdef0123/);
    expect(engine.errors.replace(/\(node:\d+\) (?:.|\n)*?\(Use `node --trace-warnings[^\n]*\n/g, "")).toBe(
      "",
    );
  });
});
