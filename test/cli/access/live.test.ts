import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AwsState } from "../../../adapters/local/aws-state.js";
import { runCordon } from "../../../cli/program.js";
import { entitlement } from "../../core/access/sample.js";
import { makeWorkFolder, type WorkFolder } from "../../harness/work-folder.js";
import { memoryStreams } from "../memory-streams.js";

const ALICE = ["--as", "user:alice", "--group", "oncall"];
const BOB = ["--as", "user:bob", "--group", "leads"];
const START = "2026-12-01T10:00:00Z";

let work: WorkFolder;
beforeAll(() => {
  work = makeWorkFolder("access-local");
});
afterAll(() => work.remove());

interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function access(args: readonly string[]): Promise<Outcome> {
  const streams = memoryStreams();
  const exitCode = await runCordon(["access", ...args], streams);
  return { exitCode, ...streams.written() };
}

/** A folder of its own, and the command that runs on it. */
function local(name: string) {
  const folder = join(work.path, name);
  mkdirSync(folder);
  const asked = entitlement({ id: "asked", approval: { required: 1, approvers: ["group:leads"] } });
  const file = { version: 1, entitlements: [entitlement({ id: "free" }), asked] };
  writeFileSync(join(folder, "entitlements.json"), JSON.stringify(file));
  const cordon = (args: readonly string[], now = START): Promise<Outcome> =>
    access([...args, "--local", folder, "--now", now]);
  const aws = (): AwsState => JSON.parse(readFileSync(join(folder, "iam.json"), "utf8"));
  return { folder, cordon, aws };
}

const json = ({ stdout }: Outcome) => JSON.parse(stdout);

describe("cordon access in local mode", () => {
  it("goes from a request to its end, with the keys and exit codes of the contract", async () => {
    const { folder, cordon, aws } = local("whole");
    const ask = ["request", "asked", "--minutes", "60", "--client-token", "t", ...ALICE];
    const human = await cordon(ask);
    const asked = await cordon([...ask, "--json"]);
    expect(asked).toMatchObject({ exitCode: 0, stderr: "" });
    const answer = json(asked);
    expect(Object.keys(answer).slice(0, 6)).toEqual([
      "grant",
      "state",
      "reason",
      "deadline",
      "policyArn",
      "approvals",
    ]);
    expect(answer).toMatchObject({ state: "PENDING", reason: "approval_required", deadline: null });
    // The last line is the command to run.
    expect(human.stdout.trim().split("\n").at(-1)).toBe(
      `cordon access approve ${answer.grant} --hash ${answer.approvals.hash} --local ${folder} --as user:<approver>`,
    );
    const approve = ["approve", answer.grant, "--hash", answer.approvals.hash, "--json"];
    const self = await cordon([...approve, ...ALICE]);
    expect(self.exitCode).toBe(1);
    expect(json(self)).toMatchObject({ reason: "self_approval", state: "PENDING" });
    const approved = await cordon([...approve, ...BOB]);
    expect(json(approved)).toMatchObject({ state: "ACTIVE", deadline: "2026-12-01T11:00:00Z" });
    expect(Object.keys(aws().policies)).toEqual([json(approved).policyArn]);
    expect(aws().schedules).toEqual({
      [answer.grant]: { at: "2026-12-01T11:00:00Z", grant: answer.grant },
    });
    const assumed = await cordon(["credentials", answer.grant, "--json", ...ALICE]);
    expect(json(assumed)).toMatchObject({ sourceIdentity: "alice", expiration: "2026-12-01T11:00:00Z" });
    expect(json(await cordon(["list", "--json", ...ALICE])).grants).toHaveLength(1);
    const swept = await cordon(["sweep", "--json"], "2026-12-01T11:00:00Z");
    expect(json(swept)).toEqual({
      revoked: [answer.grant],
      rolledBack: [],
      orphans: [],
      lapsed: [],
      stuck: [],
    });
    expect(aws()).toMatchObject({ policies: {}, schedules: {} });
    const period = ["--from", "2026-12-01T00:00:00Z", "--to", "2026-12-02T00:00:00Z"];
    const report = await cordon(["report", ...period, "--format", "csv"]);
    expect(report.stdout.split("\r\n")[1]).toMatch(`${answer.grant},user:alice,asked,`);
  });

  it("finds every change of the audit trail", async () => {
    const { folder, cordon } = local("tampered");
    await cordon(["request", "free", "--minutes", "60", ...ALICE]);
    expect((await cordon(["audit", "verify"])).exitCode).toBe(0);
    const trail = join(folder, "audit.jsonl");
    const lines = readFileSync(trail, "utf8").trimEnd().split("\n");
    const tampered = [
      lines.slice(0, -1),
      lines.toReversed(),
      lines.with(1, (lines[1] ?? "").replace("alice", "mallory").replace("APPROVED", "ACTIVE")),
      [...lines, lines.at(-1) ?? ""],
    ];
    for (const change of tampered) {
      writeFileSync(trail, `${change.join("\n")}\n`);
      expect((await cordon(["audit", "verify", "--json"])).exitCode).toBe(1);
    }
  });

  it.each([
    ["nobody who asks", ["request", "free", "--minutes", "5"]],
    ["a name without a kind", ["list", "--as", "alice"]],
    ["minutes that are not a number", ["request", "free", "--minutes", "many", ...ALICE]],
    ["both a grant and a person", ["revoke", "x", "--person", "alice"]],
  ])("takes %s for bad usage", async (name, args) => {
    const { cordon, folder } = local(name.replaceAll(" ", "-"));
    const result = await cordon(args);
    expect(result).toMatchObject({ exitCode: 2, stdout: "" });
    expect(result.stderr.trim().split("\n")).toHaveLength(1);
    expect(existsSync(join(folder, "iam.json"))).toBe(false);
  });

  it.each([
    ["no folder", ["list"]],
    ["a folder without entitlements", ["list", "--local", "nowhere"]],
  ])("takes %s for bad usage", async (_, args) => {
    expect(await access(args)).toMatchObject({ exitCode: 2, stdout: "" });
  });
});
