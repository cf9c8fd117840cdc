import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { codeOf, fromBase32, PASSWORD } from "../../services/authenticator/world.js";
import { type CordonCommand, cordonCommand } from "../cordon-command.js";
import { jsonLines, OPERATOR, prepare, type Served, served, setClock } from "./served.js";

const NOW = "2026-03-02T09:00:00Z";
const AS_OPERATOR = { authorization: `Bearer ${OPERATOR}` };
const SAMPLE = [
  {
    id: "sample",
    effect: "allow",
    subjects: ["*"],
    actions: ["http:GET"],
    resources: ["sample/*"],
    when: { authentication: { assuranceAtLeast: 2 } },
  },
];

let command: CordonCommand;
const running: Served[] = [];
beforeAll(async () => {
  command = await cordonCommand("identity-serve");
  prepare(command, "demo", SAMPLE, NOW);
  for (const _ of [1, 2]) running.push(await served(command, "demo"));
}, 60_000);
afterAll(async () => {
  for (const { process } of running) process.kill();
  command.remove();
});

async function register({ call }: Served, name: string) {
  const { body: invited } = await call("POST", "/operator/v1/invitations", { name }, AS_OPERATOR);
  const { invitation } = invited;
  const { body: enrolment } = await call("POST", "/v1/registration/totp", { invitation });
  const seed = fromBase32(enrolment.secret);
  const totp = codeOf(seed, Date.parse(NOW) - 30_000);
  const { status, body } = await call("POST", "/v1/registration/password", {
    invitation,
    password: PASSWORD,
    totp,
  });
  expect(status).toBe(201);
  return { seed, person: invited.person, bearer: { authorization: `Bearer ${body.access_token}` } };
}

describe("cordon identity serve", () => {
  it("protects the sample with the middleware: a revocation in one process counts in the other at once", async () => {
    const [one, other] = running as [Served, Served];
    const { bearer, person } = await register(one, "ann");
    const allowed = await other.call("GET", "/sample/orders", undefined, bearer);
    expect([allowed.status, allowed.body.subject]).toEqual([200, person]);
    expect((await one.call("POST", "/v1/sign-out", {}, bearer)).status).toBe(204);
    const denied = await other.call("GET", "/sample/orders", undefined, bearer);
    expect([denied.status, denied.body.reason]).toEqual([401, "session_revoked"]);
    const records = jsonLines(command, "demo/access-log.jsonl");
    expect(records.find(({ event_id }) => event_id === denied.body.eventId)).toMatchObject({
      action: "http:GET",
      resource: "sample/orders",
      reason: "session_revoked",
    });
    expect(jsonLines(command, "demo/notices.jsonl")[0]).toEqual({ at: NOW, person, kind: "new_factor" });
  });

  it("takes one code once, although two processes get it at the same time", async () => {
    const { seed } = await register(running[0] as Served, "bob");
    const body = { name: "bob", password: PASSWORD, totp: codeOf(seed, Date.parse(NOW)) };
    const replies = await Promise.all(running.map(({ call }) => call("POST", "/v1/sign-in/password", body)));
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 401]);
  });

  it("reads the clock's file at each request, and the middleware goes by it, too", async () => {
    const { call } = running[0] as Served;
    const { bearer } = await register(running[0] as Served, "cid");
    setClock(command, "2026-03-02T09:09:59Z");
    expect((await call("GET", "/sample/orders", undefined, bearer)).status).toBe(200);
    setClock(command, "2026-03-02T09:10:00Z");
    expect((await call("GET", "/sample/orders", undefined, bearer)).body.reason).toBe("token_expired");
    expect((await call("GET", "/v1/me", undefined, bearer)).body.reason).toBe("token_expired");
    setClock(command, "never");
    expect((await call("GET", "/v1/me", undefined, bearer)).status).toBe(500);
    setClock(command, NOW);
  });

  it("answers 413 to a body of a megabyte, with its other requests unharmed", async () => {
    const { call } = running[0] as Served;
    const body = { name: "ann", password: "x".repeat(1024 * 1024) };
    expect((await call("POST", "/v1/sign-in/password", body)).status).toBe(413);
    expect((await call("GET", "/.well-known/jwks.json")).status).toBe(200);
  });

  it("ends with 0 when it is told to stop", async () => {
    const third = await served(command, "demo");
    await third.call("GET", "/.well-known/jwks.json");
    expect(await third.stop()).toBe(0);
  });
});

describe("bad usage", () => {
  const good = [
    "--local",
    "demo",
    "--port",
    "0",
    "--rp-id",
    "localhost",
    "--origin",
    "http://localhost:8787",
  ];
  const replaced = (name: string, value: string) =>
    good.map((word, at) => (good[at - 1] === name ? value : word));

  it.each([
    ["--port", "65536", "this is not a port"],
    ["--port", "x", "this is not a port"],
    ["--rp-id", "https://localhost", "this is not a relying party id"],
    ["--origin", "http://example.com", "the origin is not secure"],
    ["--origin", "https://example.com", "the origin does not belong to the relying party"],
    ["--origin", "http://localhost:8787/", "this is not an origin"],
    ["--origin", "localhost", "this is not an origin"],
  ])("%s %s ends with 2 and says why", async (name, value, why) => {
    const { exitCode, stderr, stdout } = await command.run("identity", "serve", ...replaced(name, value));
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(why);
    expect(stderr.trim().split("\n")).toHaveLength(1);
  });

  it.each([
    [{ operator: 7 }, "CORDON_IDENTITY_FILE_INVALID"],
    [{ operater: "x" }, 'did you mean "operator"'],
    [{ transmitters: [{ iss: "x" }] }, "needs transmitters[0].aud"],
    ["{", "CORDON_INPUT_NOT_JSON"],
  ])("local.json %j ends with 2", async (content, why) => {
    command.write("bad/local.json", content);
    const { exitCode, stderr } = await command.run("identity", "serve", ...replaced("--local", "bad"));
    expect(exitCode).toBe(2);
    expect(stderr.toLowerCase()).toContain(why.toLowerCase());
  });

  it("a port that is taken ends with 2", async () => {
    const port = new URL((running[0] as Served).url).port;
    const { exitCode, stderr } = await command.run("identity", "serve", ...replaced("--port", port));
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining("EADDRINUSE")]);
  });
});
