import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AwsState } from "../../../adapters/local/aws-state.js";
import { entitlement } from "../../core/access/sample.js";
import { buildCommand } from "../../harness/built-command.js";
import { type CommandResult, run } from "../../harness/command.js";
import { makeWorkFolder, type WorkFolder } from "../../harness/work-folder.js";

const ALICE = ["--as", "user:alice", "--group", "oncall"];
const START = "2026-12-01T10:00:00Z";
/** What a process that was killed by a signal ends with, as our harness tells it. */
const KILLED = -1;

let script: string;
let work: WorkFolder;
beforeAll(() => {
  script = buildCommand("access-live");
  work = makeWorkFolder("access-live");
});
afterAll(() => work.remove());

/** A folder of its own, and the command that runs on it. */
function local(name: string) {
  const folder = join(work.path, name);
  mkdirSync(folder);
  const asked = entitlement({ id: "asked", approval: { required: 1, approvers: ["group:leads"] } });
  const file = { version: 1, entitlements: [entitlement({ id: "free" }), asked] };
  writeFileSync(join(folder, "entitlements.json"), JSON.stringify(file));
  const cordon = (args: readonly string[], now = START, fault?: string): Promise<CommandResult> =>
    run(process.execPath, [script, "access", ...args, "--local", folder, "--now", now], {
      cwd: work.path,
      allowedExitCodes: [0, 1, 2, KILLED],
      ...(fault === undefined ? {} : { env: { CORDON_FAULT: fault } }),
    });
  const aws = (): AwsState => {
    const path = join(folder, "iam.json");
    return existsSync(path)
      ? (JSON.parse(readFileSync(path, "utf8")) as AwsState)
      : { roles: {}, policies: {}, schedules: {} };
  };
  return { folder, cordon, aws };
}

const json = ({ stdout }: CommandResult) => JSON.parse(stdout);

describe("a command that is killed at a call", () => {
  const request = ["request", "free", "--minutes", "60", "--client-token", "t", "--json", ...ALICE];

  it.each(["before:2", "after:4", "after:5", "before:9"])("%s: one sweep cleans up", async (fault) => {
    const { cordon, aws } = local(fault.replace(":", "-"));
    expect((await cordon(request, START, fault)).exitCode).toBe(KILLED);
    expect((await cordon(["audit", "verify"])).exitCode).toBe(0);
    expect((await cordon(["sweep"], "2026-12-01T10:06:00Z")).exitCode).toBe(0);
    const { grants } = json(await cordon(["list", "--json"], "2026-12-01T10:06:00Z"));
    const active = grants.filter(({ state }: { state: string }) => state === "ACTIVE");
    expect(grants).toHaveLength(1);
    expect(Object.keys(aws().policies)).toEqual(
      active.map(({ policyArn }: { policyArn: string }) => policyArn),
    );
    expect((await cordon(["sweep"], "2026-12-01T12:00:00Z")).exitCode).toBe(0);
    expect(aws()).toMatchObject({ policies: {}, schedules: {} });
    expect((await cordon(["audit", "verify"])).exitCode).toBe(0);
    const again = json(await cordon(request, "2026-12-01T12:00:00Z"));
    expect(again.grant).toBe(grants[0].grant);
  });

  it("is refused with its reason where a call is throttled", async () => {
    const { cordon, aws } = local("throttled");
    const refused = await cordon(request, START, "error:4");
    expect(refused.exitCode).toBe(1);
    expect(json(refused)).toMatchObject({ reason: "throttled", state: "FAILED" });
    expect(aws().policies).toEqual({});
  });
});
