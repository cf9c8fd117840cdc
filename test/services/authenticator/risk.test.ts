import { describe, expect, it } from "vitest";
import { compile } from "../../../core/policy/engine/compile.js";
import type { AccessPolicy } from "../../../core/policy/language/policy.js";
import { tokenSettings } from "../../../services/authenticator/caller.js";
import { issuerKeys } from "../../../services/authenticator/key-ring.js";
import { answerRequest } from "../../../services/policy-engine/answer-request.js";
import { decideAccess } from "../../../services/policy-engine/decide-access.js";
import { verified } from "../../../services/policy-engine/reasons.js";
import { register, stepUp } from "./passkey-calls.js";
import { type SignedIn, signedIn, type World as TheWorld, World } from "./world.js";

const POLICIES = compile([
  {
    id: "orders",
    effect: "allow",
    subjects: ["*"],
    actions: ["http:GET"],
    resources: ["orders"],
    when: { risk: { atMost: 0.3, afterStepUp: 0.7 } },
  } satisfies AccessPolicy,
]);

/** What the policy engine answers to a request with the token. */
async function decide(world: TheWorld, { token }: Pick<SignedIn, "token">) {
  const sources = { registry: world.ports.registry, policies: async () => verified(POLICIES) };
  const target = { action: "http:GET", resource: "orders" };
  return answerRequest(
    {
      token: verified(token),
      sourceIp: undefined,
      place: {},
      target: verified(target),
      written: target,
      justification: undefined,
    },
    tokenSettings(world.settings),
    {
      now: () => world.now,
      newEventId: () => "event",
      keys: issuerKeys(world.ports),
      decide: decideAccess(sources, 3600),
      log: () => {},
      report: (defect) => world.defects.push(defect),
    },
    AbortSignal.timeout(5000),
  );
}

const put = (world: TheWorld, subject: string, risk: number, at: number) =>
  world.operator("PUT", "risk", {
    subject,
    risk,
    at: new Date(at).toISOString(),
    reasons: ["a new country"],
  });

describe("the risk of a person", () => {
  it("is denied with what helps, and a passkey after it helps as far as the policy allows", async () => {
    const world = new World();
    const ann = await register(world, "ann");
    expect((await put(world, `user:${ann.person}`, 0.1, world.now)).status).toBe(204);
    expect((await decide(world, ann)).reason).toBe("allowed");
    world.pass(100);
    await put(world, `user:${ann.person}`, 0.5, world.now);
    world.pass(20);
    expect(await decide(world, ann)).toMatchObject({
      reason: "risk_too_high",
      obligations: [{ authenticate: { methods: ["webauthn"], maxAgeSeconds: 19 } }],
    });
    const stronger = signedIn(await stepUp(world, ann, ann.key));
    expect((await decide(world, stronger)).reason).toBe("allowed");
    world.pass(1);
    await put(world, `user:${ann.person}`, 0.8, world.now);
    expect(await decide(world, stronger)).toMatchObject({ reason: "risk_too_high", obligations: [] });
  });

  it("is never overwritten by one that was measured before", async () => {
    const world = new World();
    const ann = await register(world, "ann");
    await put(world, `user:${ann.person}`, 0.9, world.now);
    await put(world, `user:${ann.person}`, 0, world.now - 1);
    expect((await decide(world, ann)).reason).toBe("risk_too_high");
    await put(world, `user:${ann.person}`, 0, world.now);
    expect((await decide(world, ann)).reason).toBe("allowed");
  });

  it("counts beside that of the session: the greater one", async () => {
    const world = new World();
    const ann = await register(world, "ann");
    await put(world, `user:${ann.person}`, 0.1, world.now);
    await put(world, `session:${ann.sid}`, 0.9, world.now);
    expect((await decide(world, ann)).reason).toBe("risk_too_high");
  });
});
