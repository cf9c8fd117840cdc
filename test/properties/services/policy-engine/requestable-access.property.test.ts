import fc from "fast-check";
import { expect, it } from "vitest";
import type { Entitlement, PolicyEntitlement } from "../../../../core/access/entitlement.js";
import { planAccess } from "../../../../core/access/plan.js";
import { requestableEntitlements } from "../../../../core/access/requestable-entitlement.js";
import { compile } from "../../../../core/policy/engine/compile.js";
import type { AccessPolicy, Conditions } from "../../../../core/policy/language/policy.js";
import { decideAcross } from "../../../../services/policy-engine/decide-across.js";
import {
  requestableAccess,
  withRequestableAccess,
} from "../../../../services/policy-engine/requestable-access.js";
import { runs } from "../../../harness/property-runs.js";

const NOW = "2026-12-01T10:00:00Z";
const ACTIONS = ["orders:Read", "orders:Refund", "orders:*"] as const;
const RESOURCES = ["orders/1", "orders/2", "orders/*"] as const;

const when: fc.Arbitrary<Conditions | undefined> = fc.constantFrom<(Conditions | undefined)[]>(
  undefined,
  { justified: true },
  { authentication: { assuranceAtLeast: 2 } },
  { risk: { atMost: 0.5 } },
  { network: { cidrs: ["192.0.2.0/24"] } },
);

const policy = fc
  .record({
    effect: fc.constantFrom("allow" as const, "deny" as const),
    subjects: fc.constantFrom(["*"], ["user:u-17"], ["group:oncall"], ["service:u-17"]),
    action: fc.constantFrom(...ACTIONS),
    resource: fc.constantFrom(...RESOURCES),
    when,
  })
  .map(({ effect, subjects, action, resource, when: conditions }) => ({
    effect,
    subjects,
    actions: [action],
    resources: [resource],
    ...(conditions === undefined ? {} : { when: conditions }),
  }));

const entitlement = fc
  .record({
    eligible: fc.constantFrom(["group:oncall"], ["user:u-17"], ["service:u-17"], ["group:leads"]),
    action: fc.constantFrom(...ACTIONS),
    resource: fc.constantFrom(...RESOURCES),
    when,
  })
  .map(({ eligible, action, resource, when: conditions }) => ({
    kind: "policy" as const,
    eligible,
    maxMinutes: 60,
    approval: { required: 0, approvers: [] },
    policy: {
      actions: [action],
      resources: [resource],
      ...(conditions === undefined ? {} : { when: conditions }),
    },
  }));

const asked = fc.record({
  subject: fc.record({
    id: fc.constantFrom("u-17", "u-18", "u 19"),
    kind: fc.constantFrom("user", "service"),
    groups: fc.subarray(["oncall", "leads"]),
  }),
  action: fc.constantFrom("orders:Read", "orders:Refund"),
  resource: fc.constantFrom("orders/1", "orders/2"),
  context: fc.record(
    {
      time: fc.constant(NOW),
      justification: fc.constant("OPS-1"),
      risk: fc.constantFrom(0.1, 0.9),
      sourceIp: fc.constantFrom("192.0.2.1", "198.51.100.1"),
      authentication: fc.record({ assurance: fc.constantFrom(1, 2) }),
    },
    { requiredKeys: [] },
  ),
});

it("names an entitlement if, and only if, the grant that the broker would give turns the denial into an allow", () => {
  let [named, unnamed] = [0, 0];
  fc.assert(
    fc.property(
      fc.array(policy, { maxLength: 3 }),
      fc.array(entitlement, { minLength: 1, maxLength: 3 }),
      asked,
      (bundle, offered, request) => {
        const policies = compile(bundle.map((one, at): AccessPolicy => ({ ...one, id: `policy-${at}` })));
        const file = offered.map((one, at): PolicyEntitlement => ({ ...one, id: `entitlement-${at}` }));
        const before = decideAcross(policies, [], request);
        const answer = withRequestableAccess(
          before,
          request,
          requestableAccess(requestableEntitlements(file)),
        );
        const found = answer.obligations.flatMap((one) =>
          "requestAccess" in one ? [one.requestAccess.entitlement] : [],
        );
        const helping =
          before.decision === "allow" ? [] : file.filter((one) => helps(one, file, policies, request));
        expect(found).toEqual(helping.map(({ id }) => id));
        expect({ ...answer, obligations: [] }).toEqual({ ...before, obligations: [] });
        named += found.length;
        unnamed += file.length - found.length;
      },
    ),
    runs(2000),
  );
  expect(Math.min(named, unnamed)).toBeGreaterThan(0);
});

/** Plans the grant for whoever asks, and decides once more with it. */
function helps(
  { id }: PolicyEntitlement,
  file: readonly Entitlement[],
  bundle: ReturnType<typeof compile>,
  request: { readonly subject: object },
): boolean {
  const plan = planAccess({ requester: request.subject, entitlement: id, minutes: 60 }, file, {
    now: Date.parse(NOW),
  });
  if (plan.decision === "refused" || plan.accessPolicy === null) return false;
  const granted = { policies: compile([plan.accessPolicy]), mayAllow: true, idOf: (name: string) => name };
  return decideAcross(bundle, [granted], request).decision === "allow";
}

it("names the first eight by id, and says that there are more", () => {
  const file = Array.from({ length: 9 }, (_, at) => ({
    id: `e${9 - at}`,
    eligible: ["user:u-17"],
    policy: { actions: ["*"], resources: ["*"] },
  }));
  const request = { subject: { id: "u-17" }, action: "a", resource: "r", context: { time: NOW } };
  const before = decideAcross(compile([]), [], request);
  const answer = withRequestableAccess(before, request, requestableAccess(file));
  expect(answer.obligations).toEqual(
    [1, 2, 3, 4, 5, 6, 7, 8].map((at) => ({ requestAccess: { entitlement: `e${at}` } })),
  );
  expect(answer.obligationsComplete).toBe(false);
  const fewer = withRequestableAccess(before, request, requestableAccess(file.slice(1)));
  expect(fewer.obligations).toHaveLength(8);
  expect(fewer.obligationsComplete).toBe(undefined);
});
