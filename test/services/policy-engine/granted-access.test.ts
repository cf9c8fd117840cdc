import { expect, it } from "vitest";
import { grantPolicyCompiler } from "../../../adapters/files/grant-policies.js";
import type { Entitlement } from "../../../core/access/entitlement.js";
import { requestableEntitlements } from "../../../core/access/requestable-entitlement.js";
import { compile } from "../../../core/policy/engine/compile.js";
import type { AccessPolicy } from "../../../core/policy/language/policy.js";
import { revokeGrant } from "../../../services/access-broker/revoke-grant.js";
import type { AccessAnswer } from "../../../services/policy-engine/access-answer.js";
import { decideAccess } from "../../../services/policy-engine/decide-access.js";
import { verified } from "../../../services/policy-engine/reasons.js";
import { requestableAccess } from "../../../services/policy-engine/requestable-access.js";
import { ALICE, BOB, MINUTE, OPERATOR, World } from "../access-broker/broker-world.js";

const REFUND: Entitlement = {
  id: "refund",
  kind: "policy",
  policy: { actions: ["orders:Refund"], resources: ["orders/*"] },
  maxMinutes: 60,
  eligible: ["group:oncall"],
  approval: { required: 1, approvers: ["group:leads"] },
};

const NO_LARGE_REFUNDS: AccessPolicy = {
  id: "no-large-refunds",
  effect: "deny",
  subjects: ["*"],
  actions: ["orders:Refund"],
  resources: ["orders/large/*"],
};

/** A broker with its ledger and rows, and a policy engine that reads those rows as it reads them from DynamoDB. */
class Shop extends World {
  readonly #compile = grantPolicyCompiler();
  readonly decide = decideAccess(
    {
      registry: async ({ subject }) => {
        const row = this.aws.current.rows?.[subject] ?? {};
        const texts = Object.fromEntries(
          Object.entries(row).map(([name, policy]) => [name, JSON.stringify(policy)]),
        );
        const grantPolicies = this.#compile(subject, texts);
        if (grantPolicies === undefined) throw new Error("the broker wrote what the engine refuses");
        return verified({ sessionRevoked: false, grantPolicies });
      },
      policies: async () => verified(compile([NO_LARGE_REFUNDS])),
      requestable: requestableAccess(requestableEntitlements([REFUND])),
    },
    86_400,
  );

  constructor() {
    super();
    this.file = { version: 1, entitlements: [REFUND] };
  }

  /** What the API answers now. */
  async ask(resource = "orders/42", person = "alice", groups: unknown = ["oncall"]): Promise<AccessAnswer> {
    const subject = {
      kind: "user",
      id: person,
      groups,
      attributes: {},
      peerGroup: undefined,
      sessionId: undefined,
      deviceId: undefined,
      issuedAt: undefined,
      expiresAt: Number.POSITIVE_INFINITY,
    };
    const request = { subject, target: { action: "orders:Refund", resource }, context: {} };
    const answer = await this.decide(request, this.now, AbortSignal.timeout(5000));
    if (!answer.ok) throw new Error(answer.reason);
    return answer.value;
  }

  async granted(minutes = 30) {
    return this.approve(await this.request({ entitlement: "refund", minutes }, ALICE), BOB);
  }
}

const CURE = [{ requestAccess: { entitlement: "refund" } }];

it("opens the API when the grant is approved, not when it is asked for", async () => {
  const shop = new Shop();
  expect(await shop.ask()).toMatchObject({ reason: "no_matching_policy", obligations: CURE });
  const asked = await shop.request({ entitlement: "refund", minutes: 30 }, ALICE);
  expect(asked.state).toBe("PENDING");
  expect((await shop.ask()).allowed).toBe(false);
  const { state, grant, deadline } = await shop.approve(asked, BOB);
  expect(state).toBe("ACTIVE");
  expect(await shop.ask()).toMatchObject({
    allowed: true,
    reason: "allowed",
    policy: `grant:jit-${grant}`,
    obligations: [],
    validUntil: deadline,
  });
});

it("opens it for the requester alone, and for what the entitlement names", async () => {
  const shop = new Shop();
  await shop.granted();
  expect((await shop.ask("orders/42", "bob")).allowed).toBe(false);
  expect((await shop.ask("invoices/42")).allowed).toBe(false);
});

it("lets a deny policy of the bundle win, and says then that no grant would help", async () => {
  const shop = new Shop();
  await shop.granted();
  expect(await shop.ask("orders/large/1")).toMatchObject({
    allowed: false,
    reason: "denied_by_policy",
    policy: "no-large-refunds",
    obligations: [],
  });
});

it("closes it when the grant is revoked", async () => {
  const shop = new Shop();
  const { grant } = await shop.granted();
  expect((await shop.ask()).allowed).toBe(true);
  const [revoked] = await revokeGrant(shop.ports, OPERATOR, { grant: grant ?? "" }).then((answer) =>
    "outcomes" in answer ? [] : [answer],
  );
  expect(revoked?.state).toBe("REVOKED");
  expect((await shop.ask()).allowed).toBe(false);
});

it("closes it at the deadline by itself, before any sweep", async () => {
  const shop = new Shop();
  await shop.granted(30);
  const start = Math.floor(shop.now / 1000) * 1000;
  shop.now = start + 30 * MINUTE - 1;
  expect((await shop.ask()).allowed).toBe(true);
  shop.now = start + 30 * MINUTE;
  expect(shop.standing().rows).toHaveLength(1);
  expect(await shop.ask()).toMatchObject({ allowed: false, reason: "policy_expired", obligations: CURE });
});

it("holds a grant for later shut until it starts", async () => {
  const shop = new Shop();
  const { grant } = await shop.granted();
  const subject = "user:alice";
  const { rows = {} } = shop.aws.current;
  const [name, policy] = Object.entries(rows[subject] ?? {})[0] as [string, AccessPolicy];
  expect(name).toBe(`jit-${grant}`);
  shop.now = Date.parse(policy.notBefore ?? "") - 1;
  expect(await shop.ask()).toMatchObject({
    allowed: false,
    reason: "policy_not_yet_valid",
    validUntil: policy.notBefore,
  });
});

it("names the entitlement to those alone who are eligible, in the letters of the file", async () => {
  const shop = new Shop();
  expect((await shop.ask("orders/42", "mallory", [])).obligations).toEqual([]);
  expect((await shop.ask("orders/42", "mallory", ["Oncall"])).obligations).toEqual([]);
  expect((await shop.ask("orders/42", "mallory", "oncall")).obligations).toEqual([]);
  expect((await shop.ask("orders/42", "mallory")).obligations).toEqual(CURE);
  // STS takes no such id as a source identity, so no request of this person is accepted.
  expect((await shop.ask("orders/42", "mallory of nowhere")).obligations).toEqual([]);
});
