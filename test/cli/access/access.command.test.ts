import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { entitlement, request } from "../../core/access/sample.js";
import { type CordonCommand, cordonCommand } from "../cordon-command.js";

const NOW = ["--now", "2026-12-01T10:00:00Z"];

let cordon: CordonCommand;
beforeAll(async () => {
  cordon = await cordonCommand("access");
  cordon.write("entitlements.json", { version: 1, entitlements: [entitlement()] });
  cordon.write("request.json", request());
});
afterAll(() => cordon.remove());

function plan(...args: readonly string[]): ReturnType<CordonCommand["run"]> {
  return cordon.run("access", "plan", "--entitlements", "entitlements.json", ...args);
}

describe("cordon access plan", () => {
  it("prints one object, the same bytes each time", async () => {
    const [one, other] = await Promise.all([1, 2].map(() => plan("--request", "request.json", ...NOW)));
    expect(one).toMatchObject({ exitCode: 0, stderr: "" });
    expect(one?.stdout).toBe(other?.stdout);
    expect(Object.keys(JSON.parse(one?.stdout ?? "")).slice(0, 11)).toEqual([
      "decision",
      "reason",
      "message",
      "approvals",
      "notBefore",
      "deadline",
      "policyName",
      "policyPath",
      "policyDocument",
      "documentHash",
      "target",
    ]);
  });

  it("prints one line an input line, whatever it is", async () => {
    const lines = [JSON.stringify(request()), "", "{", "[]", '{"entitlement":"a","entitlement":"b"}', "7"];
    cordon.write("requests.jsonl", `${lines.join("\n")}\n`);
    const { stdout, stderr, exitCode } = await plan("--requests", "requests.jsonl", ...NOW);
    const answers = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line).reason);
    expect(answers).toEqual(["ready", ...Array.from({ length: 5 }, () => "invalid_request")]);
    expect([exitCode, stderr]).toEqual([1, ""]);
  });

  it("refuses with exit 1", async () => {
    cordon.write("long.json", request({ minutes: 241 }));
    const { stdout, exitCode } = await plan("--request", "long.json", ...NOW);
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ decision: "refused", reason: "minutes_out_of_range" });
    cordon.write("twice.json", '{"minutes":1,"minutes":2}');
    expect((await plan("--request", "twice.json", ...NOW)).exitCode).toBe(1);
  });

  it.each([
    ["no zone", ["--request", "request.json", "--now", "2026-12-01T10:00:00"]],
    ["no instant", ["--request", "request.json", "--now", "today"]],
    ["no --now", ["--request", "request.json"]],
    ["no request", NOW],
    ["both requests", ["--request", "request.json", "--requests", "request.json", ...NOW]],
    ["a request that is not JSON", ["--request", "text.json", ...NOW]],
    ["a missing file", ["--requests", "missing.jsonl", ...NOW]],
    ["broken entitlements", ["--request", "request.json", "--entitlements", "broken.json", ...NOW]],
    ["an unknown option", ["--request", "request.json", "--fast", ...NOW]],
  ])("ends with exit 2 and one line for %s", async (_, args) => {
    cordon.write("text.json", "{");
    cordon.write("broken.json", { version: 1, entitlements: [entitlement({ maxMinutes: 0, eligible: [] })] });
    const { stdout, stderr, exitCode } = await plan(...args);
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/^[^\n]+\n$/);
  });
});

describe("cordon access check and diff", () => {
  it("prints findings as JSON", async () => {
    const iam = entitlement({ statements: [{ actions: ["iam:*"], resources: ["*"] }] });
    cordon.write("iam.json", { version: 1, entitlements: [iam] });
    const bad = await cordon.run("access", "check", "iam.json", "--format", "json", ...NOW);
    expect(bad.exitCode).toBe(1);
    expect(JSON.parse(bad.stdout)).toMatchObject({
      version: 1,
      entitlements: [{ id: "orders-db-read", provesExpiry: true }],
      findings: [{ rule: "CORDON-JIT-001", severity: "critical", entitlement: "orders-db-read" }],
    });
    const good = await cordon.run("access", "check", "entitlements.json", ...NOW);
    expect(good).toMatchObject({
      exitCode: 0,
      stdout: "1 entitlement, 1 with a proven expiry, 0 findings.\n",
      stderr: "",
    });
  });

  it("fails on broadening where it is told to", async () => {
    cordon.write("longer.json", { version: 1, entitlements: [entitlement({ maxMinutes: 300 })] });
    const diff = (...args: readonly string[]): ReturnType<CordonCommand["run"]> =>
      cordon.run("access", "diff", ...args);
    expect((await diff("entitlements.json", "longer.json")).exitCode).toBe(0);
    const broader = await diff("entitlements.json", "longer.json", "--fail-on", "broadening");
    expect(broader).toMatchObject({
      exitCode: 1,
      stdout: "+ broadening orders-db-read maxMinutes: 240 becomes 300\n1 changes, 1 of them broader.\n",
    });
    const narrower = await diff("longer.json", "entitlements.json", "--fail-on", "broadening");
    expect(narrower.exitCode).toBe(0);
  });
});
