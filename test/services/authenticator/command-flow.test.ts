import { describe, expect, it } from "vitest";
import { claimsOf, ORIGIN, type Reply, type SignedIn, World } from "./world.js";

/** RFC 7636 appendix B. */
const VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const ASKED = {
  response_type: "code",
  client_id: "cordon-cli",
  redirect_uri: "http://127.0.0.1:8765/callback",
  code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
  code_challenge_method: "S256",
  state: "xyz",
};

function token(world: World, form: Readonly<Record<string, string>>): Promise<Reply> {
  const body = new URLSearchParams({ client_id: "cordon-cli", ...form }).toString();
  return world.call("POST", "/token", body, { "content-type": "application/x-www-form-urlencoded" });
}

const exchange = (world: World, code: string, more = {}) =>
  token(world, {
    grant_type: "authorization_code",
    code,
    redirect_uri: ASKED.redirect_uri,
    code_verifier: VERIFIER,
    ...more,
  });

async function codeFor(world: World, { bearer }: SignedIn): Promise<string> {
  const { body } = await world.post("/v1/authorize", ASKED, bearer);
  return new URL(body.redirect_to).searchParams.get("code") ?? "";
}

describe("the flow of the command", () => {
  it("gives the command a session of its own, of the same authentication", async () => {
    const world = new World();
    const ann = await world.register("ann");
    const at = world.now / 1000;
    world.pass(30);
    const reply = await world.post("/v1/authorize", ASKED, ann.bearer);
    const url = new URL(reply.body.redirect_to);
    expect(url.origin + url.pathname).toBe("http://127.0.0.1:8765/callback");
    expect(url.searchParams.get("state")).toBe("xyz");
    expect(url.searchParams.get("iss")).toBe(ORIGIN);
    const { status, body, headers } = await exchange(world, url.searchParams.get("code") ?? "");
    expect([status, body.token_type, body.expires_in]).toEqual([200, "Bearer", 600]);
    expect(headers["set-cookie"]).toBeUndefined();
    const claims = claimsOf(body.access_token);
    expect(claims).toMatchObject({ client_id: "cordon-cli", sub: ann.person, auth_time: at, acr: "aal2" });
    expect(claims["sid"]).not.toBe(ann.sid);
    const next = await token(world, { grant_type: "refresh_token", refresh_token: body.refresh_token });
    expect([next.status, claimsOf(next.body.access_token)["sid"]]).toEqual([200, claims["sid"]]);
    const reused = await token(world, { grant_type: "refresh_token", refresh_token: body.refresh_token });
    expect([reused.status, reused.body.error, world.because]).toEqual([
      400,
      "invalid_grant",
      "handle_reused",
    ]);
    expect((await world.call("GET", "/v1/me", undefined, ann.bearer)).status).toBe(200);
  });

  it("takes a code once; one that comes again ends the session that it began", async () => {
    const world = new World();
    const code = await codeFor(world, await world.register("ann"));
    const first = await exchange(world, code);
    const second = await exchange(world, code);
    expect([second.status, second.body.error]).toEqual([400, "invalid_grant"]);
    const bearer = { authorization: `Bearer ${first.body.access_token}` };
    expect((await world.call("GET", "/v1/me", undefined, bearer)).status).toBe(401);
    const other = await codeFor(world, await world.register("bob"));
    const replies = await Promise.all([1, 2].map(() => exchange(world, other)));
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 400]);
  });

  it.each([
    ["another verifier", { code_verifier: "x".repeat(43) }, "invalid_grant"],
    ["another address", { redirect_uri: "http://127.0.0.1:8766/callback" }, "invalid_grant"],
    ["no code", { code: "none" }, "invalid_grant"],
    ["another client", { client_id: "cordon-sign-in" }, "invalid_client"],
    ["another grant", { grant_type: "password" }, "unsupported_grant_type"],
  ])("refuses %s", async (_, more, error) => {
    const world = new World();
    const code = await codeFor(world, await world.register("ann"));
    expect((await exchange(world, code, more)).body.error).toBe(error);
  });

  it("refuses a code after a minute, a wrong try, or the end of the session that allowed it", async () => {
    const world = new World();
    const ann = await world.register("ann");
    const [late, tried, over] = [
      await codeFor(world, ann),
      await codeFor(world, ann),
      await codeFor(world, ann),
    ];
    await exchange(world, tried, { code_verifier: "y".repeat(43) });
    expect((await exchange(world, tried)).status).toBe(400);
    await world.post("/v1/sign-out", {}, ann.bearer);
    expect((await exchange(world, over)).status).toBe(400);
    world.pass(60);
    expect((await exchange(world, late)).status).toBe(400);
  });

  it.each([
    { client_id: "other" },
    { redirect_uri: "http://localhost:8765/callback" },
    { redirect_uri: "https://evil.example/" },
    { code_challenge_method: "plain" },
    { code_challenge: "short" },
    { response_type: "token" },
    { state: "a\u0000b" },
    { more: "x" },
  ])("sends no code for %j", async (changed) => {
    const world = new World();
    const ann = await world.register("ann");
    expect((await world.post("/v1/authorize", { ...ASKED, ...changed }, ann.bearer)).status).toBe(400);
  });

  it("does not take a handle of one kind for the other", async () => {
    const world = new World();
    const ann = await world.register("ann");
    const handle = ann.cookie.split("=")[1] ?? "";
    expect((await token(world, { grant_type: "refresh_token", refresh_token: handle })).status).toBe(400);
    const { body } = await exchange(world, await codeFor(world, ann));
    const cookie = `__Host-cordon=${body.refresh_token}`;
    expect((await world.post("/v1/refresh", {}, { cookie })).status).toBe(401);
  });

  it("takes each parameter once, in a form alone", async () => {
    const world = new World();
    const twice = "grant_type=refresh_token&grant_type=refresh_token&client_id=cordon-cli&refresh_token=x";
    const type = { "content-type": "application/x-www-form-urlencoded" };
    expect((await world.call("POST", "/token", twice, type)).body.error).toBe("invalid_request");
    expect((await world.call("POST", "/token", { grant_type: "refresh_token" })).status).toBe(415);
  });

  it("shows a page without script of its own where the settings bring none", async () => {
    const world = new World();
    const page = await world.call("GET", "/authorize?client_id=cordon-cli");
    expect([page.status, page.headers["content-type"]]).toEqual([200, "text/html; charset=utf-8"]);
    expect(page.headers["content-security-policy"]).toContain("default-src 'none'");
  });
});
