import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TerraformStack } from "cdktf";
import { expect, it } from "vitest";
import type { JitAccess } from "../../../constructs/access/jit-access.js";
import type { PolicyEntitlement } from "../../../core/access/entitlement.js";
import { parseEnvironment } from "../../../core/contracts/environment.js";
import { POLICY_ENGINE } from "../../../core/contracts/policy-engine.js";
import { expectRefused } from "../../harness/misuse.js";
import { makeWorkFolder } from "../../harness/work-folder.js";
import { ENTITLEMENTS, jitIn } from "../access/jit-stack.js";
import { statements, synthesizeStack, the } from "../stack-resources.js";
import { newApp, type SynthesizedStack, stackIn } from "../synthesized.js";
import { engineIn, httpApiIn } from "./engine-stack.js";

const REFUND: PolicyEntitlement = {
  id: "refund",
  kind: "policy",
  policy: { actions: ["orders:Refund"], resources: ["orders/*"] },
  maxMinutes: 60,
  eligible: ["group:oncall"],
  approval: { required: 1, approvers: ["group:leads"] },
};

/** A broker whose file also opens the API. */
function brokerIn(stack: TerraformStack): JitAccess {
  const file = JSON.parse(readFileSync(ENTITLEMENTS, "utf8")) as { entitlements: object[] };
  const path = join(makeWorkFolder("entitlements").path, "entitlements.json");
  writeFileSync(path, JSON.stringify({ ...file, entitlements: [...file.entitlements, REFUND] }));
  return jitIn(stack, { entitlements: path });
}

const CALLERS = { callers: ["arn:aws:iam::111122223333:role/gateway"] };

function deploy(): SynthesizedStack {
  return synthesizeStack((stack) => engineIn(stack, { access: brokerIn(stack), evaluations: CALLERS }));
}

const FUNCTIONS = [/^engine_function/, /^engine_evaluations_function/] as const;

it("tells both functions the table of grants and the entitlements, and gives them read access to no more", () => {
  const stack = deploy();
  for (const name of FUNCTIONS) {
    const { environment } = the(stack, "aws_lambda_function", name) as {
      environment: { variables: Record<string, string> };
    };
    expect(environment.variables).toMatchObject({
      CORDON_GRANT_TABLE: expect.stringMatching(/^\$\{aws_dynamodb_table\.jit_storage_access-policies/),
      CORDON_ENTITLEMENTS_FILE: "entitlements.json",
    });
    expect(environment.variables).not.toHaveProperty("CORDON_SUBJECT_POLICIES");
    const given = statements(
      the(stack, "aws_iam_role_policy", new RegExp(`${name.source}_role_policy`))["policy"],
    );
    expect(given["GrantTable"]).toEqual({
      Sid: "GrantTable",
      Effect: "Allow",
      Action: ["dynamodb:BatchGetItem"],
      Resource: [expect.stringMatching(/^\$\{aws_dynamodb_table\.jit_storage_access-policies.*\.arn\}$/)],
    });
    expect(given["EncryptionKey"]).toMatchObject({
      Action: ["kms:Decrypt"],
      Resource: [expect.stringContaining("engine_key"), expect.stringContaining("jit_key")],
    });
    expect(JSON.stringify(given)).not.toMatch(/jit_storage_grants|dynamodb:(?:Put|Update|Delete)/);
  }
  const { environment } = the(stack, "aws_lambda_function", FUNCTIONS[0]) as {
    environment: { variables: Record<string, string> };
  };
  expect(parseEnvironment(POLICY_ENGINE, environment.variables).ok).toBe(true);
});

it("reads neither table nor entitlements without an access broker", () => {
  const stack = synthesizeStack((inStack) => engineIn(inStack));
  expect(JSON.stringify(the(stack, "aws_lambda_function", FUNCTIONS[0]))).not.toMatch(
    /GRANT_TABLE|ENTITLEMENTS_FILE/,
  );
});

it("reads grants, and names no entitlement, where the broker has none for an API", () => {
  const stack = synthesizeStack((inStack) => engineIn(inStack, { access: jitIn(inStack) }));
  const variables = JSON.stringify(the(stack, "aws_lambda_function", FUNCTIONS[0]));
  expect(variables).toMatch(/GRANT_TABLE/);
  expect(variables).not.toMatch(/ENTITLEMENTS_FILE/);
});

it("reads a broker of another stack", () => {
  const app = newApp();
  const access = brokerIn(stackIn(app, "access"));
  engineIn(stackIn(app, "api"), { access });
  expect(() => app.synth()).not.toThrow();
});

it("fails the synthesis where no policy engine reads the grants that open an API", () => {
  const app = newApp();
  const stack = stackIn(app, "shop");
  brokerIn(stack);
  expect(() => app.synth()).toThrow(/CORDON_JIT_POLICY_UNREAD[\s\S]*shop\/jit[\s\S]*refund/);
  const read = newApp();
  const other = stackIn(read, "shop");
  engineIn(other, { access: brokerIn(other) });
  expect(() => read.synth()).not.toThrow();
});

it("does not count an engine that was refused", () => {
  const app = newApp();
  const stack = stackIn(app, "shop");
  const access = brokerIn(stack);
  expectRefused(stack, () => engineIn(stack, { access, policies: "nowhere.json" }), {
    code: "CORDON_POLICY_ENGINE_POLICIES_UNREADABLE",
    where: "shop/engine",
  });
  expect(() => app.synth()).toThrow(/CORDON_JIT_POLICY_UNREAD/);
});

it("refuses what is not an access broker, as plain JavaScript may pass it", () => {
  const stack = stackIn(newApp(), "shop");
  const access = { policyGrants: { table: { name: "t", arn: "a" } } } as unknown as JitAccess;
  expectRefused(stack, () => engineIn(stack, { access }), {
    code: "CORDON_POLICY_ENGINE_SETTING_REFUSED",
    where: "shop/engine",
    message: /access.*JitAccess/,
  });
});

it("refuses a cache of answers, which would outlive a grant", () => {
  const app = newApp();
  const stack = stackIn(app, "shop");
  const engine = engineIn(stack, { access: brokerIn(stack) });
  const cache = {
    ttlSeconds: 60,
    identitySources: [
      "$request.header.Authorization",
      "$context.routeKey",
      "$context.httpMethod",
      "$context.path",
    ],
    reason: "load",
  };
  engine.protect(httpApiIn(stack), { cache });
  expect(() => app.synth()).toThrow(/outlive the row or the grant that allowed it/);
});
