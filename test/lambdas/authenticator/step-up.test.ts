import { createLocalJWKSet } from "jose";
import { expect, it } from "vitest";
import { dynamoDbRegistry } from "../../../adapters/aws/registry/dynamodb-registry.js";
import { compile } from "../../../core/policy/engine/compile.js";
import type { AccessPolicy } from "../../../core/policy/language/policy.js";
import { authorize } from "../../../lambdas/policy-engine/authorize.js";
import { tokenSettings } from "../../../services/authenticator/caller.js";
import { decideAccess } from "../../../services/policy-engine/decide-access.js";
import { verified } from "../../../services/policy-engine/reasons.js";
import { register, stepUp } from "../../services/authenticator/passkey-calls.js";
import { signedIn } from "../../services/authenticator/world.js";
import { httpApiEvent } from "../policy-engine/support/events.js";
import { CloudWorld, TABLES } from "./support/cloud-world.js";

const POLICY: AccessPolicy = {
  id: "orders",
  effect: "allow",
  subjects: ["*"],
  actions: ["http:GET"],
  resources: ["orders/*"],
  when: { risk: { atMost: 0.3, afterStepUp: 0.7 } },
};

/** The authorizer of an HTTP API: `{isAuthorized}`, of which a page sees a bare 403. */
async function authorizer(world: CloudWorld) {
  const none = { subjectPolicies: () => undefined, grantPolicies: () => undefined };
  const policies = compile([POLICY]);
  const sources = {
    registry: dynamoDbRegistry(world.database, TABLES, none),
    policies: async () => verified(policies),
  };
  const ports = {
    now: () => world.now,
    newEventId: () => "e",
    keys: createLocalJWKSet((await world.call("GET", "/.well-known/jwks.json")).body),
    decide: decideAccess(sources, 86_400),
    log: () => {},
    report: (defect: unknown) => world.defects.push(defect),
  };
  return async (token: string) => {
    const answer = await authorize(
      httpApiEvent({ token }),
      tokenSettings(world.settings),
      ports,
      AbortSignal.timeout(5000),
    );
    return "isAuthorized" in answer && answer.isAuthorized;
  };
}

it("turns a bare 403 of an HTTP API into an allow by what GET /v1/me says", async () => {
  const world = new CloudWorld();
  const ann = await register(world, "ann@example.com");
  const isAllowed = await authorizer(world);
  expect(await isAllowed(ann.token)).toBe(true);

  world.pass(5);
  const at = new Date(world.now).toISOString();
  const raise = (risk: number) =>
    world.operator("PUT", "risk", {
      subject: `user:${ann.person}`,
      risk,
      at,
      reasons: ["a download at night"],
    });
  await raise(0.5);
  world.pass(5);
  expect(await isAllowed(ann.token)).toBe(false);

  const me = await world.call("GET", "/v1/me", undefined, ann.bearer);
  expect(me.body.factors.passkeys).toBe(1);
  expect(me.body.session.auth_time).toBeLessThan(world.now / 1000);
  const raised = signedIn(await stepUp(world, ann, ann.key));
  expect(raised.sid).toBe(ann.sid);
  expect(await isAllowed(raised.token)).toBe(true);
  // Too much for any sign-in: the page stops after one attempt.
  await raise(0.9);
  expect(await isAllowed(raised.token)).toBe(false);

  const out = await world.call("DELETE", "/v1/sessions", undefined, raised.bearer);
  expect(out.status).toBe(204);
  expect(await isAllowed(raised.token)).toBe(false);
  expect((await world.call("GET", "/v1/me", undefined, raised.bearer)).status).toBe(401);
  expect(world.defects).toEqual([]);
});
