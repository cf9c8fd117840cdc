import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { buildCommand } from "../../harness/built-command.js";
import { CHECKOUT } from "../../harness/checkout.js";
import { type CommandResult, run } from "../../harness/command.js";
import { makeWorkFolder } from "../../harness/work-folder.js";

const folder = makeWorkFolder("policy-cli");
afterAll(() => folder.remove());
const COMMAND = buildCommand("policy");
// Each test starts processes, and a machine that runs other things beside them is slow at that.
vi.setConfig({ testTimeout: 120_000 });

const POLICIES = {
  version: 1,
  policies: [
    {
      id: "read",
      effect: "allow",
      subjects: ["group:oncall"],
      actions: ["orders:Read*"],
      resources: ["orders/*"],
    },
    {
      id: "write",
      effect: "allow",
      subjects: ["group:oncall"],
      actions: ["orders:Write"],
      resources: ["orders/*"],
      expiresAt: "2026-07-01T00:00:00Z",
      when: { justified: true },
    },
    { id: "frozen", effect: "deny", subjects: ["*"], actions: ["*"], resources: ["orders/frozen"] },
  ],
};
const ask = (change: object = {}): string =>
  JSON.stringify({
    subject: { id: "u-17", groups: ["oncall"] },
    action: "orders:Read",
    resource: "orders/1",
    ...change,
  });

function file(name: string, content: unknown): string {
  const path = join(folder.path, name);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

/** Runs `cordon policy`; every exit code is an answer. */
function cordon(...args: string[]): Promise<CommandResult> {
  return run(process.execPath, [COMMAND, "policy", ...args], {
    cwd: CHECKOUT,
    allowedExitCodes: [0, 1, 2, 3],
  });
}

let policies = "";
beforeAll(() => {
  policies = file("policies.json", POLICIES);
});

const decisions = ({ stdout }: CommandResult): { decision: string; reason: string }[] =>
  stdout
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line));

describe("cordon policy decide", () => {
  it("answers each line in order, denies what is not a request, goes on, and ends with 1", async () => {
    const lines = [
      ask(),
      "not-json",
      "",
      "[]",
      '"text"',
      "null",
      ask({ action: "orders:Delete" }),
      `${ask()}\r`,
      ask({ resource: "orders/frozen" }),
    ];
    const result = await cordon(
      "decide",
      "--policies",
      policies,
      "--requests",
      file("mixed.jsonl", lines.join("\n")),
    );
    expect(decisions(result).map(({ reason }) => reason)).toEqual([
      "allowed",
      "invalid_request",
      "invalid_request",
      "invalid_request",
      "invalid_request",
      "invalid_request",
      "no_matching_policy",
      "allowed",
      "denied_by_policy",
    ]);
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toBe("");
    expect(result.stdout).not.toContain("not-json");
  });

  it("ends with 0 where every request is allowed, and reads standard input", async () => {
    const requests = file("allowed.jsonl", `${ask()}\n${ask()}\n`);
    const command = `exec "${process.execPath}" "${COMMAND}" policy decide --policies "${policies}" --requests - < "${requests}"`;
    const result = await run("sh", ["-c", command], { cwd: CHECKOUT });
    expect(decisions(result)).toHaveLength(2);
    expect(JSON.parse(result.stdout.split("\n")[0] as string)).toEqual({
      decision: "allow",
      reason: "allowed",
      policy: "read",
      because: [],
      obligations: [],
      validUntil: null,
    });
  });

  it("answers nothing for no lines, and one denial for one blank line", async () => {
    const none = await cordon("decide", "--policies", policies, "--requests", file("none.jsonl", ""));
    expect([none.stdout, none.exitCode]).toEqual(["", 0]);
    const blank = await cordon("decide", "--policies", policies, "--requests", file("blank.jsonl", "\n"));
    expect([decisions(blank).map(({ reason }) => reason), blank.exitCode]).toEqual([["invalid_request"], 1]);
  });

  it("denies a line that is not UTF-8 instead of reading another name, and takes a byte order mark for none", async () => {
    const broken = Buffer.concat([
      Buffer.from("\ufeff"),
      Buffer.from(`${ask()}\n`),
      Buffer.from(ask({ resource: "orders/1\u00e9" }), "latin1"),
      Buffer.from(`\n${ask({ resource: "orders/1\u00e9" })}\n`),
    ]);
    writeFileSync(join(folder.path, "broken.jsonl"), broken);
    const result = await cordon(
      "decide",
      "--policies",
      policies,
      "--requests",
      join(folder.path, "broken.jsonl"),
    );
    expect(decisions(result).map(({ reason }) => reason)).toEqual(["allowed", "invalid_request", "allowed"]);
    expect(result.stdout).toContain("the line is not UTF-8");
    writeFileSync(
      join(folder.path, "latin.json"),
      Buffer.from('{"version":1,"policies":[],"x":"\u00e9"}', "latin1"),
    );
    const refused = await cordon("check", join(folder.path, "latin.json"));
    expect([refused.exitCode, refused.stdout]).toEqual([2, ""]);
    expect(refused.stderr).toContain("the file is not UTF-8");
  });

  it("denies a line of two megabytes without keeping it", async () => {
    const lines = [ask(), ask({ padding: "x".repeat(2 * 2 ** 20) }), ask()];
    const result = await cordon(
      "decide",
      "--policies",
      policies,
      "--requests",
      file("long.jsonl", lines.join("\n")),
    );
    expect(decisions(result).map(({ reason }) => reason)).toEqual(["allowed", "invalid_request", "allowed"]);
    expect(result.stdout).toContain("the line is too long for a request");
  });

  it("fills in --now only where a request has no time, and prints a table of 80 columns", async () => {
    const late = ask({
      action: "orders:Write",
      context: { justification: "x", time: "2027-01-01T00:00:00Z" },
    });
    const requests = file(
      "times.jsonl",
      [late, ask({ action: "orders:Write", context: { justification: "x" } })].join("\n"),
    );
    const result = await cordon(
      "decide",
      "--policies",
      policies,
      "--requests",
      requests,
      "--now",
      "2026-06-01T00:00:00Z",
      "--format",
      "table",
    );
    const lines = result.stdout.split("\n");
    expect(lines[2]).toMatch(/^1 +deny +policy_expired +write/);
    expect(lines[3]).toMatch(/^2 +allow +allowed +write/);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it("refuses malformed policies with every problem on a line, and prints nothing else", async () => {
    const wrong = file("wrong.json", {
      version: 1,
      policies: [{ ...POLICIES.policies[0], effect: "alow", actions: [] }],
    });
    const result = await cordon("decide", "--policies", wrong, "--requests", file("one.jsonl", ask()));
    expect(result).toMatchObject({ exitCode: 2, stdout: "" });
    const lines = result.stderr.trimEnd().split("\n");
    expect(lines).toHaveLength(2);
    expect(lines[0]).toContain(`CORDON_POLICY_VALUE_NOT_ALLOWED at ${wrong}#/policies/0/effect`);
    expect(lines[1]).toContain(`CORDON_POLICY_EMPTY at ${wrong}#/policies/0/actions`);
  });

  it.each([
    [
      "policies that are not there",
      ["--policies", "nowhere", "--requests", "-"],
      "CORDON_POLICY_INPUT_UNREADABLE at nowhere: there is no such file or folder",
    ],
    [
      "a directory for requests",
      ["--policies", "test/scenarios", "--requests", "test"],
      "CORDON_POLICY_UNKNOWN_KEY",
    ],
    [
      "an instant that is none",
      ["--policies", "x", "--requests", "-", "--now", "today"],
      "CORDON_INSTANT_REFUSED at --now: this is not an instant",
    ],
    ["no requests", ["--policies", "x"], "error: required option '--requests <file|->' not specified"],
  ])("ends with 2 for %s", async (_, args, message) => {
    const result = await cordon("decide", ...args);
    expect(result).toMatchObject({ exitCode: 2, stdout: "" });
    expect(result.stderr).toContain(message);
    expect(result.stderr).not.toContain("    at ");
  });
});

describe("the other subcommands", () => {
  it.each([
    ["check", "--expiring-within", "soon"],
    ["test", "--min-coverage", "120"],
  ])("%s: refuses a value of %s that the option does not take", async (verb, option, value) => {
    const result = await cordon(verb, policies, option, value);
    expect(result).toMatchObject({ exitCode: 2, stdout: "" });
    expect(result.stderr).toContain(`CORDON_OPTION_REFUSED at ${option}: `);
  });

  it("check: refuses http:HEAD, unless a table of routes names it", async () => {
    const path = file("head.json", {
      version: 1,
      policies: [{ ...POLICIES.policies[0], actions: ["http:HEAD"] }],
    });
    const result = await cordon("check", path);
    expect(result).toMatchObject({ exitCode: 2, stdout: "" });
    expect(result.stderr).toContain("CORDON_POLICY_HEAD_ACTION at ");
    expect(await cordon("check", path, "--allow-head")).toMatchObject({ exitCode: 0 });
  });

  it("check: findings as JSON, by --now and --fail-on", async () => {
    const path = file("check.json", {
      version: 1,
      policies: [...POLICIES.policies, { ...POLICIES.policies[0], id: "again", actions: ["orders:ReadAll"] }],
    });
    const soon = await cordon("check", path, "--format", "json", "--now", "2026-06-15T00:00:00Z");
    expect(soon.exitCode).toBe(1);
    expect(JSON.parse(soon.stdout).findings).toEqual([
      expect.objectContaining({
        kind: "shadowed",
        policy: "again",
        because: ["read"],
        where: `${path}#/policies/3`,
      }),
      expect.objectContaining({
        kind: "expiring",
        policy: "write",
        message: "it expires at 2026-07-01T00:00:00Z, in 16 days",
      }),
    ]);
    const lenient = await cordon(
      "check",
      "--policies",
      path,
      "--now",
      "2026-06-15T00:00:00Z",
      "--fail-on",
      "medium",
    );
    expect(lenient.exitCode).toBe(0);
    expect(lenient.stdout).toContain("4 policies, 2 findings.");
    expect((await cordon("check")).stderr).toContain("CORDON_POLICY_INPUT_UNREADABLE");
  });

  it("test: names what fails and what no case flips", async () => {
    mkdirSync(join(folder.path, "scenarios"), { recursive: true });
    file("scenarios/orders.json", {
      version: 1,
      policyFiles: ["../policies.json"],
      request: JSON.parse(ask()),
      cases: [
        { name: "reads", expect: { decision: "allow", policy: "read" } },
        { name: "writes", change: { action: "orders:Write" }, expect: { decision: "allow" } },
      ],
    });
    const result = await cordon("test", join(folder.path, "scenarios"));
    expect(result.exitCode).toBe(1);
    expect(result.stdout).toContain(
      '  ok   reads\n  FAIL writes\n         decision: expected "allow", got "deny"',
    );
    expect(result.stdout).toContain("2 cases, 1 failed.");
    expect(result.stdout).toContain("Coverage: 1 of 5 policies and conditions flipped (20 %).");
    expect(result.stdout).toContain("  write: justified (only unknown)");
    expect(
      (await cordon("test", join(CHECKOUT, "test/scenarios/policy"), "--min-coverage", "50")).exitCode,
    ).toBe(0);
    expect(
      (await cordon("test", join(CHECKOUT, "test/scenarios/policy"), "--min-coverage", "100")).exitCode,
    ).toBe(1);
  });

  it("diff: a witness for what was gained and lost", async () => {
    const [read, write, frozen] = POLICIES.policies;
    const after = file("after.json", {
      version: 1,
      policies: [
        { ...read, subjects: ["group:oncall", "group:leads"] },
        write,
        { ...frozen, actions: ["orders:*"] },
      ],
    });
    const result = await cordon("diff", policies, after, "--format", "json", "--now", "2026-06-01T00:00:00Z");
    const diff = JSON.parse(result.stdout);
    expect(result.exitCode).toBe(1);
    expect(diff).toMatchObject({
      version: 1,
      complete: true,
      added: [],
      removed: [],
      changed: ["frozen", "read"],
    });
    expect(diff.differences).toEqual([
      expect.objectContaining({
        access: "gained",
        old: expect.objectContaining({ reason: "no_matching_policy" }),
        new: expect.objectContaining({ policy: "read" }),
      }),
    ]);
    expect(diff.differences[0].request.subject.groups).toEqual(["leads"]);
    const same = await cordon("diff", policies, policies);
    expect([same.stdout, same.exitCode]).toEqual(["No request is answered differently.\n", 0]);
    const lost = await cordon("diff", after, policies, "--fail-on", "gained");
    expect([lost.exitCode, lost.stdout.includes("- lost: allow (allowed by read)")]).toEqual([0, true]);
  });

  it("explain: every policy and what would have allowed the request", async () => {
    const request = file(
      "request.json",
      ask({ action: "orders:Write", context: { time: "2026-06-01T00:00:00Z" } }),
    );
    const text = await cordon("explain", "--policies", policies, "--request", request, "--all");
    expect(text.exitCode).toBe(1);
    expect(text.stdout).toContain(
      "DENY: justification_missing (write)\nIt would be allowed after: give a reason",
    );
    expect(text.stdout).toContain('  unknown  justified: wants true, got {"context.justification":null}');
    expect(text.stdout).toContain("  deny frozen: another resource\n  allow read: another action");
    const json = JSON.parse(
      (await cordon("explain", "--policies", policies, "--request", request, "--format", "json")).stdout,
    );
    expect(json.policies[0]).toMatchObject({
      policy: "write",
      applies: false,
      wouldAllowIf: [{ condition: "justified" }],
    });
  });
});

describe("the help", () => {
  it.each(["decide", "check", "test", "diff", "explain"])("of %s has an example", async (subcommand) => {
    const { stdout } = await cordon(subcommand, "--help");
    expect(stdout).toContain(`$ cordon policy ${subcommand}`);
  });
});
