import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { buildCommand } from "../../harness/built-command.js";
import { run } from "../../harness/command.js";
import { makeWorkFolder, type WorkFolder } from "../../harness/work-folder.js";
import { DeployedBroker, OUTPUTS } from "./deployed-broker.js";

let script: string;
let work: WorkFolder;
beforeAll(() => {
  script = buildCommand("access-broker");
  work = makeWorkFolder("access-broker-process");
  writeFileSync(join(work.path, "outputs.json"), JSON.stringify({ jit_broker: { value: OUTPUTS } }));
});
afterAll(() => work.remove());

/** A broker in AWS, and the process of a person that asks it. */
async function deployed() {
  const aws = await new DeployedBroker().start();
  const cordon = (person: string, ...args: readonly string[]) =>
    run(process.execPath, [script, "access", ...args, "--broker", "outputs.json"], {
      cwd: work.path,
      allowedExitCodes: [0, 1, 2, 3],
      env: aws.environment(person),
    });
  return { aws, cordon };
}

describe("processes that ask a broker in AWS", () => {
  it("wait for the approval that another one gives, and take the credentials", async () => {
    const { aws, cordon } = await deployed();
    const waiting = cordon("alice", "request", "asked", "--minutes", "30", "--wait");
    await vi.waitUntil(async () => (await aws.world.grants()).length > 0, { timeout: 20_000 });
    const [grant] = await aws.world.grants();
    const id = grant?.id ?? "";
    const approved = await cordon("bob", "approve", id, "--hash", grant?.approval.hash ?? "");
    expect(approved).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("ACTIVE") });
    const { exitCode, stdout, stderr } = await waiting;
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: expect.stringMatching(new RegExp(`^${id} {2}ACTIVE {2}asked {2}active until \\S+\n$`)),
    });
    // No terminal, so no spinner: the command that approves is plain text.
    expect(stderr).toContain(`cordon access approve ${id} --hash `);
    expect(stderr).not.toContain("\u001B");
    const credentials = await cordon("alice", "credentials", id);
    expect(JSON.parse(credentials.stdout)).toMatchObject({ Version: 1, SessionToken: "session-token" });
    const listed = JSON.parse((await cordon("bob", "list", "--json")).stdout);
    expect(listed.grants).toMatchObject([{ grant: id, state: "ACTIVE" }]);
  });

  it("print an event that the function takes once", async () => {
    const { aws, cordon } = await deployed();
    const printed = await cordon("alice", "request", "free", "--minutes", "5", "--print-event");
    const event: unknown = JSON.parse(printed.stdout);
    expect(await aws.invoke(OUTPUTS.request, event)).toMatchObject({ state: "ACTIVE" });
    expect(await aws.invoke(OUTPUTS.request, event)).toMatchObject({ reason: "identity_replayed" });
  });

  it("end with a code and one line without credentials", async () => {
    const { cordon } = await deployed();
    const result = await cordon("nobody", "list");
    expect(result).toMatchObject({ exitCode: 2, stdout: "" });
    expect(result.stderr).toMatch(/^CORDON_BROKER_CREDENTIALS at arn:/m);
  });
});

describe("a process that waits in local mode", () => {
  it("prints what another one decides", async () => {
    const { entitlement } = await import("../../core/access/sample.js");
    const asked = entitlement({ id: "asked", approval: { required: 1, approvers: ["user:bob"] } });
    writeFileSync(
      join(work.path, "entitlements.json"),
      JSON.stringify({ version: 1, entitlements: [asked] }),
    );
    const cordon = (...args: readonly string[]) =>
      run(process.execPath, [script, "access", ...args, "--local", "."], {
        cwd: work.path,
        allowedExitCodes: [0, 1],
      });
    const alice = ["--as", "user:alice", "--group", "oncall"];
    const waiting = cordon("request", "asked", "--minutes", "5", "--wait", ...alice);
    const pending = async () => JSON.parse((await cordon("list", "--json")).stdout).grants[0]?.grant;
    const id = await vi.waitUntil(pending, { timeout: 25_000, interval: 500 });
    await cordon("deny", id, "--as", "user:bob");
    expect(await waiting).toMatchObject({ exitCode: 1, stdout: `${id}  DENIED  asked  denied: denied\n` });
  });
});
