import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { runCordon } from "../../../cli/program.js";
import { makeWorkFolder, type WorkFolder } from "../../harness/work-folder.js";
import { memoryStreams } from "../memory-streams.js";
import { DeployedBroker, OUTPUTS, type Trouble } from "./deployed-broker.js";

let work: WorkFolder;
let outputs: string;
beforeAll(() => {
  work = makeWorkFolder("access-broker");
  outputs = join(work.path, "outputs.json");
  writeFileSync(outputs, JSON.stringify({ shop: { jit_broker: OUTPUTS } }));
});
afterAll(() => work.remove());

/** A broker in AWS, and the command of a person that asks it. */
async function deployed() {
  const aws = await new DeployedBroker().start();
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const cordon = async (person: string, ...args: readonly string[]) => {
    for (const [name, value] of Object.entries(aws.environment(person))) vi.stubEnv(name, value);
    const streams = memoryStreams();
    const exitCode = await runCordon(["access", ...args, "--broker", outputs], streams);
    return { exitCode, ...streams.written() };
  };
  return { aws, cordon };
}

type Outcome = Awaited<ReturnType<Awaited<ReturnType<typeof deployed>>["cordon"]>>;
const json = ({ stdout }: Outcome) => JSON.parse(stdout);

const DENIED: Trouble = {
  status: 403,
  headers: { "x-amzn-errortype": "AccessDeniedException" },
  body: { Message: "User is not authorized to perform: lambda:InvokeFunction" },
};
const THROTTLED: Trouble = {
  status: 429,
  headers: { "x-amzn-errortype": "TooManyRequestsException" },
  body: { message: "Rate Exceeded." },
};

describe("cordon access with --broker", () => {
  it("goes from a request to its end through the functions, each person as who STS says that they are", async () => {
    const { aws, cordon } = await deployed();
    const human = await cordon("alice", "request", "asked", "--minutes", "60", "--client-token", "t");
    expect(human).toMatchObject({ exitCode: 0, stderr: "" });
    const [line, command] = human.stdout.trim().split("\n");
    const [, grant = "", hash = ""] = /approve (\S+) --hash (\S+)/.exec(command ?? "") ?? [];
    expect(line).toBe(`${grant}  PENDING  asked  0 of 1 approvals; group:leads, user:bob may approve`);
    expect(command).toBe(`cordon access approve ${grant} --hash ${hash} --broker ${outputs}`);
    const again = await cordon(
      "alice",
      "request",
      "asked",
      "--minutes",
      "60",
      "--client-token",
      "t",
      "--json",
    );
    expect(json(again)).toMatchObject({ grant, state: "PENDING" });

    const self = await cordon("alice", "approve", grant, "--hash", hash, "--json");
    expect(self.exitCode).toBe(1);
    expect(json(self)).toMatchObject({ reason: "self_approval" });
    const approved = await cordon("bob", "approve", grant, "--hash", hash, "--json");
    expect(json(approved)).toMatchObject({ state: "ACTIVE" });

    expect((await cordon("alice", "show", grant)).stdout).toContain('"id":"alice"');
    expect(json(await cordon("alice", "list", "--json")).grants).toHaveLength(1);
    const period = ["--from", "2000-01-01T00:00:00Z", "--to", "2100-01-01T00:00:00Z"];
    const report = await cordon("alice", "report", ...period, "--format", "csv");
    expect(report.stdout.split("\r\n")[1]).toMatch(`${grant},user:alice,asked,`);
    expect(json(await cordon("alice", "sweep", "--json"))).toMatchObject({ revoked: [], stuck: [] });
    expect(json(await cordon("alice", "revoke", grant, "--json"))).toMatchObject({ state: "REVOKED" });
    expect(json(await cordon("alice", "audit", "verify", "--json"))).toMatchObject({ ok: true });
    expect(aws.events.map(({ functionArn }) => functionArn.split("-").at(-1))).toEqual([
      "request",
      "request",
      "approve",
      "approve",
      "report",
      "report",
      "report",
      "sweep",
      "sweep",
      "report",
    ]);
  });

  it.each([
    ["list", ["list"], OUTPUTS.report],
    ["show", ["show", "01J0000000000000000000000"], OUTPUTS.report],
    ["revoke", ["revoke", "01J0000000000000000000000"], OUTPUTS.revoke],
  ])("%s asks the function for requests where IAM keeps the operators' one", async (_, args, operators) => {
    const { aws, cordon } = await deployed();
    aws.troubles[operators] = [DENIED];
    await cordon("alice", ...args);
    expect(aws.events.map(({ functionArn }) => functionArn)).toEqual([operators, OUTPUTS.request]);
    // Signed anew: an identity counts for one function.
    const signed = aws.events.map(({ event }) => JSON.stringify(event).includes(operators));
    expect(signed).toEqual([true, false]);
  });

  it("asks again, signed anew, while Lambda throttles, and then says with which token to go on", async () => {
    const { aws, cordon } = await deployed();
    aws.troubles[OUTPUTS.request] = [THROTTLED, THROTTLED];
    const request = ["request", "free", "--minutes", "60", "--client-token", "t-9"];
    expect((await cordon("alice", ...request)).exitCode).toBe(0);
    const signatures = aws.events.map(({ event }) => /Signature=(\w+)/.exec(JSON.stringify(event))?.[1]);
    expect(new Set(signatures).size).toBe(3);
    aws.troubles[OUTPUTS.request] = Array.from({ length: 9 }, () => THROTTLED);
    const refused = await cordon("alice", ...request, "--json");
    expect(refused.exitCode).toBe(1);
    expect(json(refused)).toMatchObject({
      reason: "throttled",
      message: expect.stringContaining("--client-token t-9"),
    });
  });

  it.each<[name: string, trouble: Trouble, code: string]>([
    [
      "a function that fails",
      {
        status: 200,
        headers: { "x-amz-function-error": "Unhandled" },
        body: { errorMessage: "out of memory" },
      },
      "CORDON_BROKER_FUNCTION_FAILED",
    ],
    ["a caller whom IAM refuses", DENIED, "CORDON_BROKER_DENIED"],
    [
      "a function that is gone",
      { status: 404, headers: { "x-amzn-errortype": "ResourceNotFoundException" }, body: {} },
      "CORDON_BROKER_FUNCTION_MISSING",
    ],
    [
      "credentials that are over",
      { status: 403, headers: { "x-amzn-errortype": "ExpiredTokenException" }, body: {} },
      "CORDON_BROKER_CREDENTIALS",
    ],
    [
      "a call that AWS refuses",
      { status: 400, headers: { "x-amzn-errortype": "InvalidParameterValueException" }, body: {} },
      "CORDON_BROKER_REFUSED",
    ],
    ["the answer of another program", { status: 200, body: { ok: "yes" } }, "CORDON_BROKER_ANSWER_UNKNOWN"],
  ])("says in one line with a code what is wrong: %s", async (_, trouble, code) => {
    const { aws, cordon } = await deployed();
    aws.troubles[OUTPUTS.request] = [trouble];
    const result = await cordon("alice", "request", "free", "--minutes", "60");
    expect(result).toMatchObject({ exitCode: 2, stdout: "" });
    expect(result.stderr).toMatch(new RegExp(`^${code} at ${OUTPUTS.request}: .*\\n$`));
  });

  it("says so where there are no credentials, or no way to AWS", async () => {
    const { cordon } = await deployed();
    vi.stubEnv("AWS_PROFILE", "");
    expect((await cordon("nobody", "list")).stderr).toMatch(/^CORDON_BROKER_CREDENTIALS/);
  });

  it("waits until it is decided, and prints what became of it", async () => {
    const { aws, cordon } = await deployed();
    const waiting = cordon("alice", "request", "asked", "--minutes", "60", "--wait", "--json");
    await vi.waitUntil(() => aws.events.length > 1);
    const [grant] = Object.values(await aws.world.grants());
    expect(grant?.state).toBe("PENDING");
    const hash = grant?.approval.hash ?? "";
    await cordon("bob", "approve", grant?.id ?? "", "--hash", hash);
    const outcome = await waiting;
    expect(outcome).toMatchObject({ exitCode: 0, stderr: expect.stringContaining(`--hash ${hash}`) });
    expect(json(outcome)).toMatchObject({ grant: grant?.id, state: "ACTIVE" });
    expect(json(outcome)).not.toHaveProperty("pendingUntil");
  });

  it("says what it waited for in vain with exit 3, and a denial with exit 1", async () => {
    const { aws, cordon } = await deployed();
    const request = ["request", "asked", "--minutes", "60", "--wait"];
    const late = await cordon("alice", ...request, "--timeout", "0");
    expect(late.exitCode).toBe(3);
    expect(late.stdout).toMatch(/^\S+ {2}PENDING {2}asked .*\n$/);
    const denied = cordon("alice", ...request);
    await vi.waitUntil(() => aws.events.length > 2);
    const grant = (await aws.world.grants()).at(-1)?.id ?? "";
    await cordon("bob", "deny", grant);
    expect(await denied).toMatchObject({ exitCode: 1, stdout: `${grant}  DENIED  asked  denied: denied\n` });
  });
});

describe("cordon access credentials with --broker", () => {
  const active = async () => {
    const made = await deployed();
    const { grant, deadline } = json(
      await made.cordon("alice", "request", "free", "--minutes", "60", "--json"),
    );
    return { ...made, grant, deadline };
  };

  it("prints what a credential process prints, and never a session beyond the deadline", async () => {
    const { aws, cordon, grant, deadline } = await active();
    aws.sessionUntil = "2100-01-01T00:00:00Z";
    const printed = json(await cordon("alice", "credentials", grant));
    expect(printed).toEqual({
      Version: 1,
      AccessKeyId: "ASIAIOSFODNN7EXAMPLE",
      SecretAccessKey: "session-secret",
      SessionToken: "session-token",
      Expiration: deadline,
    });
    const [form] = aws.assumed;
    expect(Object.fromEntries(form ?? [])).toMatchObject({
      RoleArn: "arn:aws:iam::111122223333:role/app/oncall",
      RoleSessionName: "alice",
      SourceIdentity: "alice",
    });
    expect(Number(form?.get("DurationSeconds"))).toBeLessThanOrEqual(3600);
    const soon = new Date(Math.ceil(Date.now() / 1000) * 1000 + 900_000).toISOString().replace(".000", "");
    aws.sessionUntil = soon;
    expect(json(await cordon("alice", "credentials", grant))).toMatchObject({ Expiration: soon });
  });

  it("refuses whoever the grant is not of, on stderr too, where the AWS CLI reads it", async () => {
    const { aws, cordon, grant } = await active();
    const refused = await cordon("bob", "credentials", grant);
    expect(refused).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("refused (not_allowed)") });
    expect(aws.assumed).toEqual([]);
  });
});

describe("an event that is printed", () => {
  const printed = async () => {
    const made = await deployed();
    const args = ["request", "asked", "--minutes", "60", "--client-token", "t", "--print-event"];
    const result = await made.cordon("alice", ...args);
    expect(made.aws.events).toEqual([]);
    return { ...made, result, event: json(result) };
  };

  it("is what the contract says, and what the function takes, once", async () => {
    const { aws, event, result } = await printed();
    expect(result).toMatchObject({ exitCode: 0, stderr: `for ${OUTPUTS.request}, once, within a minute\n` });
    expect(Object.keys(event)).toEqual(["version", "verb", "request", "clientToken", "identity"]);
    expect(event).toMatchObject({
      version: 1,
      verb: "request",
      request: { entitlement: "asked", minutes: 60 },
      clientToken: "t",
      identity: { url: "https://sts.eu-central-1.amazonaws.com/" },
    });
    expect(await aws.invoke(OUTPUTS.request, event)).toMatchObject({ state: "PENDING", refused: false });
    expect(await aws.invoke(OUTPUTS.request, event)).toMatchObject({ reason: "identity_replayed" });
  });

  type Event = { request: object; identity: { url: string; headers: Record<string, string> } };
  const headers = (event: Event, over: Record<string, string>) => ({
    ...event,
    identity: { ...event.identity, headers: { ...event.identity.headers, ...over } },
  });
  it.each<[name: string, change: (event: Event) => unknown, functionArn?: string]>([
    [
      "with another URL",
      (one) => ({ ...one, identity: { ...one.identity, url: `${one.identity.url}?a=b` } }),
    ],
    ["with a foreign host", (one) => headers(one, { host: "sts.example.com" })],
    [
      "with a foreign host everywhere",
      (one) =>
        JSON.parse(JSON.stringify(one).replaceAll("sts.eu-central-1.amazonaws.com", "sts.example.com")),
    ],
    ["with other minutes", (one) => ({ ...one, request: { ...one.request, minutes: 240 } })],
    [
      "that names somebody else",
      (one) => ({ ...one, request: { ...one.request, requester: { id: "bob" } } }),
    ],
    ["for another function", (one) => one, OUTPUTS.report],
    [
      "whose function was changed",
      (one) => headers(one, { "x-cordon-function": OUTPUTS.report }),
      OUTPUTS.report,
    ],
    ["with another nonce, which STS finds", (one) => headers(one, { "x-cordon-nonce": "another" })],
  ])("is refused %s", async (_, change, functionArn = OUTPUTS.request) => {
    const { aws, event } = await printed();
    const changed = {
      ...(change(event) as object),
      ...(functionArn === OUTPUTS.report ? { verb: "list" } : {}),
    };
    expect(await aws.invoke(functionArn, changed)).toMatchObject({ refused: true, reason: "caller_unknown" });
    expect(await aws.world.grants()).toEqual([]);
  });
});

describe("options that do not go together", () => {
  it.each([
    ["no broker", []],
    ["two brokers", ["--broker", "{}", "--local", "."]],
    ["a person beside a broker", ["--broker", "{}", "--as", "user:alice"]],
    ["a time beside a broker", ["--broker", "{}", "--now", "2026-12-01T10:00:00Z"]],
    ["an event in local mode", ["--local", ".", "--print-event"]],
    ["outputs without a broker", ["--broker", "{}"]],
    ["outputs that are not JSON", ["--broker", "{"]],
    ["outputs that are not there", ["--broker", "nowhere.json"]],
  ])("%s: bad usage, in one line", async (_, args) => {
    const streams = memoryStreams();
    expect(await runCordon(["access", "list", ...args], streams)).toBe(2);
    const { stdout, stderr } = streams.written();
    expect(stdout).toBe("");
    expect(stderr).toMatch(/^CORDON_\w+ .*\n$/);
  });

  it.each([
    ["--timeout", ["--timeout", "5"]],
    ["--timeout", ["--wait", "--timeout", "soon"]],
    ["--wait", ["--wait", "--print-event"]],
  ])("%s is refused: %j", async (option, args) => {
    const streams = memoryStreams();
    const request = ["access", "request", "free", "--minutes", "5", "--broker", JSON.stringify(OUTPUTS)];
    expect(await runCordon([...request, ...args], streams)).toBe(2);
    expect(streams.written().stderr).toMatch(`CORDON_OPTION_REFUSED at ${option}: `);
  });
});
