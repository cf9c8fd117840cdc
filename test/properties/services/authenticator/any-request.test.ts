import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ROUTES } from "../../../../services/authenticator/routes.js";
import { runs } from "../../../harness/property-runs.js";
import { World } from "../../../services/authenticator/world.js";

const STATUSES = new Set([200, 202, 204, 400, 401, 403, 404, 405, 409, 413, 415, 429]);
const NAMES = [
  "name",
  "password",
  "totp",
  "invitation",
  "credential",
  "label",
  "recovery_code",
  "client_id",
  "grant_type",
  "code",
  "id",
  "response",
];

const path = fc.oneof(
  fc.constantFrom(...ROUTES.map((route) => route.path.replaceAll(/\{\w+\}/gu, "some"))),
  fc.constantFrom("/", "/v1", "/v1/../operator/v1/keys", "//v1/me", "/v1/sessions/%00", "/v1/sessions/%ff"),
  fc.string().map((text) => `/v1/${text}`),
);
const value = fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.base64String(), fc.string({ unit: "binary" }));
const body = fc.oneof(
  fc.dictionary(fc.constantFrom(...NAMES), value).map((object) => JSON.stringify(object)),
  fc.string({ unit: "binary" }),
  fc.base64String().map((text) => `a.${text}.b`),
);
const headers = fc.dictionary(
  fc.constantFrom("authorization", "cookie", "origin", "dpop", "sec-fetch-site", "user-agent"),
  fc.oneof(
    fc.constantFrom(
      "Bearer a.b.c",
      "DPoP a.b.c",
      "Bearer eyJhbGciOiJub25lIn0.e30.",
      "__Host-cordon=x",
      "null",
    ),
    fc.string({ unit: "binary" }),
  ),
);
const type = fc.constantFrom(
  "application/json",
  "application/x-www-form-urlencoded",
  "application/secevent+jwt",
  "text/plain",
);

describe("any request of a stranger", () => {
  it("gets an answer, and never a session", async () => {
    const world = new World();
    await world.register("ann");
    const methods = fc.constantFrom("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "");
    await fc.assert(
      fc.asyncProperty(methods, path, body, type, headers, async (method, where, text, contentType, more) => {
        // Nobody is held up here: what is behind the throttle is what is tried.
        world.pass(4000);
        const reply = await world.call(method, where, text, { ...more, "content-type": contentType });
        expect(STATUSES).toContain(reply.status);
        expect(JSON.stringify(reply.body)).not.toContain('access_token":"ey');
        expect(reply.headers["set-cookie"] ?? "Max-Age=0").toContain("Max-Age=0");
        expect(world.defects).toEqual([]);
      }),
      runs(100_000),
    );
    // In full it takes its time: each request is a whole one.
  }, 1_800_000);
});
