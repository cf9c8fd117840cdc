import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NO_HANDLE_COOKIE } from "../../../../core/identity/cookie.js";
import { ROUTES } from "../../../../services/authenticator/routes.js";
import { runs } from "../../../harness/property-runs.js";
import type { Reply } from "../../../services/authenticator/world.js";
import { attackedWorld, type Sent, send } from "./attacked-world.js";
import { arrival } from "./hostile-request.js";

/** Requests that one world gets: each sees what those before it left behind. */
const PER_WORLD = 100;
/** In full 10^5 requests; in the main suite some hundred. */
const WORLDS = Math.max(3, Math.ceil(runs(100_000).numRuns / PER_WORLD));
const STATUSES = new Set([200, 201, 202, 204, 400, 401, 403, 404, 405, 409, 413, 415, 429]);
const PUBLIC = new Set(ROUTES.filter(({ access }) => access === "public").map(({ path }) => path));
/** Of any one list, all are needed. */
const BEGINS_SESSION = [
  ["cookie"],
  ["invitation"],
  ["password", "totp"],
  ["password", "recovery"],
  ["assertion"],
];
const ALLOWS = [["token"], ["operator"], ...BEGINS_SESSION];

describe("any requests, one after the other", () => {
  it("get answers with their records, and a session for a secret that counts alone", async () => {
    const attacked = await attackedWorld();
    let sessions = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(arrival, { minLength: PER_WORLD, maxLength: PER_WORLD }),
        async (arrivals) => {
          const { world, hand } = attacked();
          for (const [index, one] of arrivals.entries()) {
            world.pass(one.seconds);
            world.sourceIp = `198.51.${one.host >> 8}.${one.host & 255}`;
            const sent = await send(world, hand, one.what);
            const fault = faultOf(sent) ?? (world.defects.length > 0 ? "a defect" : undefined);
            if (fault !== undefined) {
              const what = { ...one, reply: sent.reply, defects: world.defects.map(String) };
              throw new Error(`Request ${index} got ${fault}: ${JSON.stringify(what)}`);
            }
            sessions += isSession(sent.reply) ? 1 : 0;
          }
        },
      ),
      {
        numRuns: WORLDS,
        // The one request that failed is named; a hundred before it, shrunk for minutes, say no more than the seed.
        endOnFailure: true,
        reporter: ({ failed, seed, counterexamplePath, errorInstance }) => {
          if (!failed) return;
          throw new Error(`Seed ${seed}, path ${counterexamplePath}`, { cause: errorInstance });
        },
      },
    );
    // Who never gets in has not tried the doors.
    if (WORLDS > 100) expect(sessions).toBeGreaterThan(0);
  }, 1_800_000);

  it("are told from one with a session: the check itself fails where one comes for nothing", async () => {
    const { world, hand } = (await attackedWorld())();
    const sent = await send(world, hand, {
      kind: "request",
      method: "POST",
      path: "/v1/refresh",
      body: "{}",
      headers: { "content-type": "application/json", cookie: "__Host-cordon={cookie}" },
    });
    expect([isSession(sent.reply), faultOf(sent)]).toEqual([true, undefined]);
    expect(faultOf({ ...sent, held: new Set() })).toBe("a session for nothing");
    expect(faultOf({ ...sent, records: [] })).toBe("not one record");
    const refused = await send(world, hand, {
      kind: "request",
      method: "POST",
      path: "/v1/refresh",
      body: "{}",
      headers: {},
    });
    expect(faultOf(refused)).toBeUndefined();
    const [record] = refused.records;
    expect(faultOf({ ...refused, records: [...refused.records, {}] })).toBe("not one record");
    expect(faultOf({ ...refused, records: [{ ...record, decision: "ALLOW" }] })).toBe("a wrong decision");
    expect(faultOf({ ...refused, records: [{ ...record, event_id: "another" }] })).toBe(
      "an event id that is not the record's",
    );
    expect(faultOf({ ...refused, reply: { ...refused.reply, status: 500 } })).toBe("a status of no contract");
    expect(faultOf({ ...refused, reply: { ...refused.reply, body: "Not now" } })).toBe("no problem");
  });
});

/** The first law that an answer and its records break. */
function faultOf({ method, path, reply, records, held }: Sent): string | undefined {
  const { status, body, headers } = reply;
  const holds = (ways: readonly (readonly string[])[]) =>
    ways.some((all) => all.every((name) => held.has(name)));
  if (!STATUSES.has(status)) return "a status of no contract";
  if (isSession(reply) && !holds(BEGINS_SESSION)) return "a session for nothing";
  const isPreflight = method === "OPTIONS" && status === 204;
  const isUnrecorded = isPreflight || (status === 200 && PUBLIC.has(path));
  if (records.length !== (isUnrecorded ? 0 : 1)) return "not one record";
  const [record] = records;
  if (!isUnrecorded && record?.["decision"] !== (status < 400 ? "ALLOW" : "DENY")) return "a wrong decision";
  if (status < 400) {
    const isForAll = isUnrecorded || path === "/v1/sign-in/passkey/options";
    return isForAll || holds(ALLOWS) ? undefined : "an answer for nothing";
  }
  if (path === "/ssf/events" && status === 400) {
    // RFC 8935 section 2.3 has a body of its own.
    return Object.keys(body).sort().join() === "description,err" ? undefined : "no error of RFC 8935";
  }
  const type = path === "/token" && "error" in body ? "application/json" : "application/problem+json";
  if (headers["content-type"] !== type) return "another type than a problem's";
  if (typeof body.title !== "string" || body.status !== status) return "no problem";
  if (!/^[a-z_]+$/u.test(body.reason)) return "no reason code";
  return body.eventId === record?.["event_id"] ? undefined : "an event id that is not the record's";
}

/** Whether an answer hands over a session, or what becomes one. */
function isSession({ headers, body }: Reply): boolean {
  const cookie = headers["set-cookie"] ?? NO_HANDLE_COOKIE;
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return cookie !== NO_HANDLE_COOKIE || /"(?:access|refresh)_token":/u.test(text);
}
