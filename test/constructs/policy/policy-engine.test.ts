import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Apigatewayv2Api } from "@cdktf/provider-aws/lib/apigatewayv2-api/index.js";
import { Apigatewayv2Stage } from "@cdktf/provider-aws/lib/apigatewayv2-stage/index.js";
import { TerraformVariable } from "cdktf";
import { afterAll, describe, expect, it, onTestFinished } from "vitest";
import { AccessLog } from "../../../constructs/detection/access-log.js";
import type { PolicyEngineProps } from "../../../constructs/policy/policy-engine-props.js";
import { parseEnvironment } from "../../../core/contracts/environment.js";
import { POLICY_ENGINE } from "../../../core/contracts/policy-engine.js";
import { refusal } from "../../harness/misuse.js";
import { makeWorkFolder } from "../../harness/work-folder.js";
import { statements, synthesizeStack, the } from "../stack-resources.js";
import { newApp, resources, type SynthesizedStack, stackIn } from "../synthesized.js";
import { engineIn, httpApiIn, POLICY_FILE, PROPS } from "./engine-stack.js";

function deploy(props: Partial<PolicyEngineProps> = {}): SynthesizedStack {
  return synthesizeStack((stack) => engineIn(stack, props));
}

function environmentOf(stack: SynthesizedStack): Record<string, string> {
  const { environment } = the(stack, "aws_lambda_function", /^engine_function/) as {
    environment: { variables: Record<string, string> };
  };
  return environment.variables;
}

describe("PolicyEngine", () => {
  it("gives its function the environment of its contract, and no more", () => {
    const variables = environmentOf(deploy());
    expect(Object.keys(variables).sort()).toEqual([
      "CORDON_DEVICE_TABLE",
      "CORDON_JWKS_URL",
      "CORDON_POLICY_LOCATION",
      "CORDON_POLICY_SHA256",
      "CORDON_SUBJECT_TABLE",
      "CORDON_TOKEN_AUDIENCE",
      "CORDON_TOKEN_ISSUER",
    ]);
    expect(variables["CORDON_JWKS_URL"]).toBe("https://login.example.com/.well-known/jwks.json");
    expect(parseEnvironment(POLICY_ENGINE, variables).ok).toBe(true);
  });

  it("lets rows of single subjects allow only where that is switched on, in both functions", () => {
    const evaluations = { callers: ["arn:aws:iam::111122223333:role/gateway"] };
    const settings = (props: Partial<PolicyEngineProps>) =>
      Object.values(deploy({ ...props, evaluations }).resource?.["aws_lambda_function"] ?? {}).map(
        ({ environment }) =>
          (environment as { variables: Record<string, string> }).variables["CORDON_SUBJECT_POLICIES"],
      );
    expect(settings({})).toEqual([undefined, undefined]);
    expect(settings({ subjectPolicies: false })).toEqual([undefined, undefined]);
    expect(settings({ subjectPolicies: true })).toEqual(["allow", "allow"]);
  });

  it("passes every setting on, as the function reads it", () => {
    const variables = environmentOf(
      deploy({
        issuer: {
          ...PROPS.issuer,
          audience: ["a", "b"],
          keySetUrl: "https://keys.example.com/",
          algorithms: ["ES256"],
          tokenType: "any",
          requiredClaims: ["scope"],
          maximumAgeSeconds: 600,
          clockToleranceSeconds: 0,
          groupsClaim: "cognito:groups",
          deviceClaim: "device",
          sessionClaim: "session",
          peerGroupClaim: "department",
          assuranceLevels: { silver: 1, gold: 2 },
        },
        postureMaximumAgeSeconds: 3600,
        deadlineMilliseconds: 1000,
      }),
    );
    const parsed = parseEnvironment(POLICY_ENGINE, variables);
    expect(parsed.ok && parsed.value).toMatchObject({
      tokenAudience: ["a", "b"],
      keySetUrl: "https://keys.example.com/",
      tokenAlgorithms: ["ES256"],
      tokenType: "any",
      requiredClaims: ["scope"],
      tokenMaximumAgeSeconds: 600,
      clockToleranceSeconds: 0,
      groupsClaim: "cognito:groups",
      deviceClaim: "device",
      sessionClaim: "session",
      peerGroupClaim: "department",
      assuranceLevels: [
        { acr: "silver", level: 1 },
        { acr: "gold", level: 2 },
      ],
      postureMaximumAgeSeconds: 3600,
      deadlineMilliseconds: 1000,
    });
  });

  it("keeps its tables encrypted, recoverable and from being deleted", () => {
    const tables = resources(deploy(), "aws_dynamodb_table");
    expect(tables.map(({ hash_key }) => hash_key)).toEqual(["device_id", "subject"]);
    for (const table of tables) {
      expect(table).toMatchObject({
        billing_mode: "PAY_PER_REQUEST",
        deletion_protection_enabled: true,
        point_in_time_recovery: { enabled: true },
        server_side_encryption: {
          enabled: true,
          kms_key_arn: expect.stringContaining("aws_kms_key.engine_key"),
        },
      });
    }
  });

  it("lets the function read its two tables and decrypt with its key, and nothing else but log", () => {
    const { policy } = the(deploy(), "aws_iam_role_policy");
    expect(Object.keys(statements(policy))).toEqual([
      "DeviceTable",
      "SubjectTable",
      "EncryptionKey",
      "WriteLogs",
    ]);
    expect(statements(policy)).toMatchObject({
      DeviceTable: { Action: ["dynamodb:BatchGetItem"], Resource: [expect.stringContaining("devices")] },
      SubjectTable: { Action: ["dynamodb:BatchGetItem"], Resource: [expect.stringContaining("subjects")] },
      EncryptionKey: { Action: ["kms:Decrypt"] },
    });
  });

  it("raises alarms on errors, throttles, faults and spikes of denials", () => {
    const actions = ["arn:aws:sns:eu-central-1:111122223333:alarms"];
    const stack = deploy({ alarmActions: actions, denialSpike: 7 });
    const alarms = resources(stack, "aws_cloudwatch_metric_alarm");
    expect(alarms.map(({ metric_name, threshold }) => [metric_name, threshold])).toEqual([
      [expect.stringMatching(/^Denials-/), 7],
      ["Errors", 1],
      [expect.stringMatching(/^Faults-/), 1],
      ["Throttles", 1],
    ]);
    for (const alarm of alarms) expect(alarm).toMatchObject({ alarm_actions: actions, ok_actions: actions });
    for (const filter of resources(stack, "aws_cloudwatch_log_metric_filter")) {
      expect(filter).toMatchObject({ log_group_name: expect.stringContaining("engine_function_logs") });
    }
  });

  it("logs into the access log that it is given", () => {
    const stack = synthesizeStack((scope) => {
      engineIn(scope, { log: new AccessLog(scope, "log", { name: "shop" }) });
    });
    expect(the(stack, "aws_lambda_function", /^engine_function/)).toMatchObject({
      logging_config: { log_group: expect.stringContaining("aws_cloudwatch_log_group.log_logs") },
    });
  });

  it("ships the policies in the archive, in one order, with their hash", () => {
    const app = newApp();
    const stack = stackIn(app, "shop");
    const engine = engineIn(stack);
    app.synth();
    const hash = environmentOf(
      JSON.parse(readFileSync(join(app.outdir, "stacks/shop/cdk.tf.json"), "utf8")) as SynthesizedStack,
    )["CORDON_POLICY_SHA256"];
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(engine.policies.map(({ id }) => id)).toEqual(["orders-read"]);
  });

  it("has each function wait for the row that names the bundle", () => {
    const stack = deploy({
      storage: "bucket",
      evaluations: { callers: ["arn:aws:iam::111122223333:role/orders"] },
    });
    const functions = resources(stack, "aws_lambda_function");
    expect(functions).toHaveLength(2);
    for (const one of functions) {
      expect(one["depends_on"]).toContainEqual(expect.stringMatching(/^aws_dynamodb_table_item\./));
      expect(one["depends_on"]).toContainEqual(expect.stringMatching(/^aws_iam_role_policy\./));
    }
  });

  it("keeps the policies in a bucket where it is told to, named by their hash", () => {
    const stack = deploy({ storage: "bucket" });
    const variables = environmentOf(stack);
    expect(variables["CORDON_POLICY_LOCATION"]).toMatch(
      /^s3:\/\/\$\{aws_s3_bucket\.engine_storage_bucket.*\.id\}\/policies\/$/,
    );
    expect(variables).not.toHaveProperty("CORDON_POLICY_SHA256");
    const { key } = the(stack, "aws_s3_object");
    const [, hash] = /^policies\/([0-9a-f]{64})\.json$/.exec(String(key)) ?? [];
    expect(the(stack, "aws_s3_object")).toMatchObject({ lifecycle: { create_before_destroy: true } });
    expect(the(stack, "aws_dynamodb_table_item")).toMatchObject({
      item: JSON.stringify({ subject: { S: "bundle:policies" }, sha256: { S: hash } }),
      depends_on: [expect.stringContaining("aws_s3_object")],
    });
    expect(statements(the(stack, "aws_iam_role_policy")["policy"])["PolicyObjects"]).toMatchObject({
      Action: ["s3:GetObject"],
    });
  });

  it("answers AuthZEN evaluations on a function URL, to the IAM principals that it names", () => {
    const callers = ["arn:aws:iam::111122223333:role/orders"];
    const stack = deploy({ evaluations: { callers } });
    expect(the(stack, "aws_lambda_function_url")).toMatchObject({ authorization_type: "AWS_IAM" });
    expect(resources(stack, "aws_lambda_permission")).toMatchObject([
      { action: "lambda:InvokeFunctionUrl", principal: callers[0], function_url_auth_type: "AWS_IAM" },
      { action: "lambda:InvokeFunction", principal: callers[0] },
    ]);
    expect(resources(stack, "aws_lambda_function").map(({ description }) => description)).toEqual([
      expect.stringMatching(/AuthZEN/),
      expect.stringMatching(/^Decides/),
    ]);
  });

  it("is synthesized to the same bytes again", () => {
    expect(deploy({ storage: "bucket" })).toEqual(deploy({ storage: "bucket" }));
  });
});

describe("PolicyEngine refuses", () => {
  const { path: folder, remove } = makeWorkFolder("policies");
  afterAll(remove);
  const wrong = join(folder, "wrong.json");
  writeFileSync(
    wrong,
    JSON.stringify({
      version: 1,
      policies: [{ id: "p", effect: "allow", subjects: ["*"], actions: ["*"], resources: ["*"], wehn: {} }],
    }),
  );
  const cases: readonly (readonly [
    what: string,
    code: string,
    props: Partial<PolicyEngineProps>,
    message: RegExp,
  ])[] = [
    [
      "a wrong policy, with file and pointer",
      "CORDON_POLICY_UNKNOWN_KEY",
      { policies: wrong },
      /wrong\.json#\/policies\/0.*when/s,
    ],
    [
      "a folder that is not there",
      "CORDON_POLICY_ENGINE_POLICIES_UNREADABLE",
      { policies: "nowhere" },
      /at shop\/engine: .*no such file or folder.*"nowhere"/,
    ],
    [
      "a symmetric algorithm",
      "CORDON_POLICY_ENGINE_SETTING_REFUSED",
      { issuer: { ...PROPS.issuer, algorithms: ["HS256"] } },
      /issuer\.algorithms\[0\].*"HS256"/,
    ],
    [
      "a key set without TLS",
      "CORDON_POLICY_ENGINE_SETTING_REFUSED",
      { issuer: { ...PROPS.issuer, keySetUrl: "http://login.example.com" } },
      /https URL/,
    ],
    [
      "an issuer without an audience",
      "CORDON_POLICY_ENGINE_SETTING_REFUSED",
      { issuer: { ...PROPS.issuer, audience: [] } },
      /cannot have this issuer\.audience/,
    ],
    [
      "an assurance level of 4",
      "CORDON_POLICY_ENGINE_SETTING_REFUSED",
      { issuer: { ...PROPS.issuer, assuranceLevels: { x: 4 } } },
      /from 1 to 3/,
    ],
    [
      "the text false for a switch",
      "CORDON_POLICY_ENGINE_SETTING_REFUSED",
      { subjectPolicies: "false" as unknown as boolean },
      /subjectPolicies.*"false".*true or false/,
    ],
    ["a name with a slash", "CORDON_POLICY_ENGINE_SETTING_REFUSED", { name: "a/b" }, /name.*"a\/b".*1 to 32/],
    [
      "a deadline of a minute",
      "CORDON_POLICY_ENGINE_SETTING_REFUSED",
      { deadlineMilliseconds: 60_000 },
      /from 100 to 8000/,
    ],
    [
      "a route that is none",
      "CORDON_POLICY_ENGINE_SETTING_REFUSED",
      { routes: { "/orders": { action: "a", resource: "r" } } },
      /not the key of a route.*"\/orders"/,
    ],
    [
      "a parameter that the route does not have",
      "CORDON_POLICY_ENGINE_SETTING_REFUSED",
      { routes: { "GET /orders/{id}": { action: "a", resource: "orders/{order}" } } },
      /"\{order\}".*\{id\}/,
    ],
  ];
  for (const [what, code, props, message] of cases) {
    it(`${what}: ${code}`, () => {
      const error = refusal(() => deploy(props));
      expect(error.code).toBe(code);
      expect(error.message).toMatch(message);
    });
  }

  it("http:HEAD in a policy, unless the table of routes names it: CORDON_POLICY_HEAD_ACTION", () => {
    const policies = join(folder, "head.json");
    const policy = {
      id: "p",
      effect: "deny",
      subjects: ["*"],
      actions: ["http:HEAD"],
      resources: ["*"],
      justification: "x",
    };
    writeFileSync(policies, JSON.stringify({ version: 1, policies: [policy] }));
    const named = (key: string, action: string) => ({ [key]: { action, resource: "r" } });
    const error = refusal(() => deploy({ policies }));
    expect(error.code).toBe("CORDON_POLICY_HEAD_ACTION");
    expect(error.message).toMatch(/head\.json#\/policies\/0/);
    expect(() => deploy({ policies, routes: named("GET /x", "http:GET") })).toThrow(/HEAD_ACTION/);
    deploy({ policies, routes: named("HEAD /x", "x:Look") });
    deploy({ policies, routes: named("GET /x", "http:HEAD") });
  });

  it("a secret in the source, three secrets, and two headers", () => {
    const protect = (trustedOrigin: object) =>
      refusal(() => synthesizeStack((stack) => engineIn(stack).protect(httpApiIn(stack), { trustedOrigin })));
    expect(protect({ secrets: ["0123456789abcdef0123456789abcdef"] })).toMatchObject({
      code: "CORDON_POLICY_ENGINE_SECRET_LITERAL",
      message: expect.not.stringContaining("0123456789abcdef"),
    });
    expect(protect({ secretHashes: ["a", "b", "c"].map((letter) => letter.repeat(64)) }).message).toMatch(
      /3 secrets/,
    );
    expect(protect({ secretHashes: [] }).message).toMatch(/0 secrets/);
    expect(protect({ secretHashes: ["A".repeat(64)] }).message).toMatch(/lower-case/);
    const ofNothing = createHash("sha256").update("").digest("hex");
    expect(protect({ secretHashes: [ofNothing] }).message).toMatch(/at least 32 characters/);
    for (const header of ["", "x origin", "x:y", "ü"]) {
      expect(protect({ header, secretHashes: ["a".repeat(64)] })).toMatchObject({
        code: "CORDON_POLICY_ENGINE_SETTING_REFUSED",
        message: expect.stringContaining("a header name"),
      });
    }
  });
});

it("gives the function the hash of the origin's secret, which Terraform computes", () => {
  const stack = synthesizeStack((scope) => {
    const secret = new TerraformVariable(scope, "secret", { type: "string", sensitive: true });
    engineIn(scope).protect(httpApiIn(scope), { trustedOrigin: { secrets: [secret.stringValue] } });
  });
  expect(environmentOf(stack)).toMatchObject({
    CORDON_ORIGIN_HEADER: "x-origin-verify",
    CORDON_ORIGIN_SECRET_SHA256: expect.stringMatching(/^\$\{sha256\(var\.secret\)\}$/),
  });
});

it("gives the function the header's name in lower case, as the same for all its APIs", () => {
  const stack = synthesizeStack((scope) => {
    const engine = engineIn(scope);
    const secretHashes = ["a".repeat(64)];
    engine.protect(httpApiIn(scope), { trustedOrigin: { header: "X-Origin-Verify", secretHashes } });
    const other = new Apigatewayv2Api(scope, "other", { name: "other", protocolType: "HTTP" });
    new Apigatewayv2Stage(scope, "other-live", { apiId: other.id, name: "$default", autoDeploy: true });
    engine.protect(other, { trustedOrigin: { header: "x-origin-verify", secretHashes } });
  });
  expect(environmentOf(stack)).toMatchObject({ CORDON_ORIGIN_HEADER: "x-origin-verify" });
});

it("reads a folder of policies as one set", () => {
  const { path: folder, remove } = makeWorkFolder("policies");
  onTestFinished(remove);
  const file = JSON.parse(readFileSync(POLICY_FILE, "utf8"));
  writeFileSync(
    join(folder, "b.json"),
    JSON.stringify({ ...file, policies: [{ ...file.policies[0], id: "b" }] }),
  );
  writeFileSync(
    join(folder, "a.json"),
    JSON.stringify({ ...file, policies: [{ ...file.policies[0], id: "c" }] }),
  );
  writeFileSync(join(folder, "notes.txt"), "no policies");
  synthesizeStack((stack) => {
    expect(engineIn(stack, { policies: folder }).policies.map(({ id }) => id)).toEqual(["b", "c"]);
  });
});
