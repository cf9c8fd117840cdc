import fc from "fast-check";
import { expect, it } from "vitest";
import { runs } from "../../../harness/property-runs.js";
import { ask } from "../../../lambdas/policy-engine/support/engine.js";
import { httpApiEvent, restApiEvent } from "../../../lambdas/policy-engine/support/events.js";
import { token } from "../../../services/policy-engine/support/issuer.js";
import { READ_ORDERS } from "../../../services/policy-engine/support/situation.js";

/** A policy engine that would let everybody in who proves to be anybody. */
const OPEN = { policies: [{ ...READ_ORDERS, subjects: ["*"], actions: ["*"], resources: ["*"] }] };

const valid = await token();
const EVENTS = [httpApiEvent({ token: valid }), restApiEvent({ token: valid })];

it("allows the events of this suite as long as nobody touches them, so the suite can fail", async () => {
  for (const event of EVENTS) expect(await ask(event, OPEN)).toMatchObject({ allowed: true });
});

it("answers arbitrary values with a denial and one record", async () => {
  await fc.assert(
    fc.asyncProperty(fc.anything({ withNullPrototype: true, withBigInt: true }), async (event) => {
      expect((await ask(event, OPEN)).allowed).toBe(false);
    }),
    runs(500),
  );
});

it("never allows an event without the valid token, whatever else it holds", async () => {
  const bearer = fc.oneof(
    fc.string().map((text) => `Bearer ${text}`),
    fc.tuple(fc.json(), fc.json(), fc.string()).map((parts) => {
      const [header, payload, signature] = parts.map((part) => Buffer.from(part).toString("base64url"));
      return `Bearer ${header}.${payload}.${signature}`;
    }),
    // The valid one with one character exchanged, left out, or too many.
    fc.tuple(fc.nat(valid.length - 1), fc.constantFrom("", "A", "-", ".", "AA")).map(([at, by]) => {
      const changed = valid.slice(0, at) + by + valid.slice(at + 1);
      return `Bearer ${changed === valid ? `${valid}.` : changed}`;
    }),
    fc.string(),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...EVENTS),
      bearer,
      fc.dictionary(fc.string(), fc.string()),
      async (event, authorization, headers) => {
        const asked = { ...event, headers: { ...headers, authorization }, multiValueHeaders: {} };
        const observed = await ask(asked, OPEN);
        expect(observed.allowed && !canStillVerify(authorization)).toBe(false);
        expect(observed.reported).toEqual([]);
      },
    ),
    runs(500),
  );
});

it("survives an event with any one of its parts exchanged for anything", async () => {
  const ways = EVENTS.flatMap((event) => waysInto(event).map((way) => ({ event, way })));
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...ways), fc.anything(), async ({ event, way }, value) => {
      const changed = exchanged(event, way, value);
      const observed = await ask(changed, OPEN);
      expect(observed.reported).toEqual([]);
      if (observed.allowed) expect(JSON.stringify(changed)).toContain(valid);
    }),
    runs(1000),
  );
});

/**
 * ES256 signatures have 86 characters of which the last one carries unused bits, so some of its neighbours write the
 * same signature: those tokens are valid.
 */
function canStillVerify(authorization: string): boolean {
  const changed = authorization.slice("Bearer ".length);
  const bytes = (jwt: string) =>
    jwt
      .split(".")
      .map((part) => Buffer.from(part, "base64url").toString("hex"))
      .join(".");
  return bytes(changed) === bytes(valid);
}

function waysInto(value: unknown, way: readonly string[] = []): string[][] {
  if (typeof value !== "object" || value === null) return [[...way]];
  const below = Object.entries(value).flatMap(([key, part]) => waysInto(part, [...way, key]));
  return way.length === 0 ? below : [[...way], ...below];
}

function exchanged(value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown {
  if (key === undefined) return by;
  if (Array.isArray(value))
    return value.map((part, index) => (String(index) === key ? exchanged(part, rest, by) : part));
  const object = value as Record<string, unknown>;
  return { ...object, [key]: exchanged(object[key], rest, by) };
}
