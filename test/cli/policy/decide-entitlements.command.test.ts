import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it, vi } from "vitest";
import { buildCommand } from "../../harness/built-command.js";
import { CHECKOUT } from "../../harness/checkout.js";
import { run } from "../../harness/command.js";
import { makeWorkFolder } from "../../harness/work-folder.js";

const folder = makeWorkFolder("policy-decide-entitlements");
afterAll(() => folder.remove());
const COMMAND = buildCommand("policy-entitlements");
// As in policy.command.test.ts.
vi.setConfig({ testTimeout: 120_000 });

function file(name: string, content: unknown): string {
  const path = join(folder.path, name);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

const TIME = { time: "2026-06-10T09:30:00Z" };
const REFUND = {
  subject: { id: "u-17", groups: ["oncall"] },
  action: "orders:Refund",
  resource: "orders/1",
  context: TIME,
};

const entitlement = (id: string, changes: object = {}) => ({
  id,
  kind: "policy",
  policy: { actions: ["orders:Refund"], resources: ["orders/*"] },
  maxMinutes: 60,
  eligible: ["group:oncall"],
  approval: { required: 1, approvers: ["group:leads"] },
  ...changes,
});

const policies = file("policies.json", {
  version: 1,
  policies: [
    {
      id: "write",
      effect: "allow",
      subjects: ["group:oncall"],
      actions: ["orders:Write"],
      resources: ["orders/*"],
      when: { justified: true },
    },
    { id: "frozen", effect: "deny", subjects: ["*"], actions: ["*"], resources: ["orders/frozen"] },
  ],
});

const entitlements = file("entitlements.json", {
  version: 1,
  entitlements: [
    entitlement("refund"),
    entitlement("refund-all", { eligible: ["user:u-18"] }),
    entitlement("anything-justified", {
      policy: { actions: ["orders:*"], resources: ["*"], when: { justified: true } },
    }),
  ],
});

/** Runs `cordon policy decide` on the requests; every exit code is an answer. */
function decide(requests: readonly object[], ...options: readonly string[]) {
  const lines = file("requests.jsonl", requests.map((one) => JSON.stringify(one)).join("\n"));
  return run(
    process.execPath,
    [COMMAND, "policy", "decide", "--policies", policies, "--requests", lines, ...options],
    { cwd: CHECKOUT, allowedExitCodes: [0, 1, 2, 3] },
  );
}

it("names the entitlements whose grant would turn a denial into an allow, to those alone who are eligible", async () => {
  const requests = [
    REFUND,
    { ...REFUND, context: { ...TIME, justification: "OPS-1" } },
    { ...REFUND, subject: { id: "u-18" } },
    // Without a time no window of a grant holds.
    { ...REFUND, context: {} },
    { ...REFUND, resource: "orders/frozen" },
    { ...REFUND, action: "orders:Write" },
  ];
  const { stdout, exitCode } = await decide(requests, "--entitlements", entitlements);
  const obligations = stdout
    .trimEnd()
    .split("\n")
    .map((line) => (JSON.parse(line) as { obligations: unknown }).obligations);
  const named = (...ids: readonly string[]) => ids.map((id) => ({ requestAccess: { entitlement: id } }));
  expect(obligations).toEqual([
    named("refund"),
    named("anything-justified", "refund"),
    named("refund-all"),
    [],
    [],
    [{ justify: true }],
  ]);
  expect(exitCode).toBe(1);
  const table = await decide(requests, "--entitlements", entitlements, "--format", "table");
  expect(table.stdout).toContain("request refund");
  const without = await decide(requests);
  expect(without.stdout).not.toContain("requestAccess");
});

it("refuses entitlements that cannot be read, and prints nothing else", async () => {
  const wrong = await decide([REFUND], "--entitlements", file("wrong.json", { version: 2 }));
  expect({ exitCode: wrong.exitCode, stdout: wrong.stdout }).toEqual({ exitCode: 2, stdout: "" });
  expect(wrong.stderr).toContain("wrong.json");
});
