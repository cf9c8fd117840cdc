import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { planAccess } from "../../../core/access/plan.js";
import { evaluate } from "../../../core/iam/evaluator.js";
import { entitlement, entitlements, NOW, request } from "../../core/access/sample.js";

const ACTIONS = [
  "s3:*",
  "s3:Get*",
  "s3:GetObject",
  "s3:?etObject",
  "S3:getobject",
  "sqs:*",
  "sqs:Send*",
  "*",
];
const RESOURCES = [
  "*",
  "arn:aws:s3:::*",
  "arn:aws:s3:::orders/*",
  "arn:aws:s3:::orders/?",
  "arn:aws:s3:::orders/a",
  "arn:aws:sqs:eu-west-1:111122223333:q*",
];
/** What somebody may ask AWS for; in every pattern above some of it lies. */
const PROBES = [
  "s3:GetObject",
  "s3:PutObject",
  "s3:SetObject",
  "sqs:SendMessage",
  "sqs:Purge",
  "ec2:Run",
].flatMap((action) =>
  [
    "arn:aws:s3:::orders/a",
    "arn:aws:s3:::orders/ab",
    "arn:aws:s3:::other",
    "arn:aws:sqs:eu-west-1:111122223333:q1",
  ].map((resource) => ({ action, resource })),
);

const some = (list: readonly string[]): fc.Arbitrary<string[]> =>
  fc.uniqueArray(fc.constantFrom(...list), { minLength: 1, maxLength: 2 });
const allow = fc.record({ actions: some(ACTIONS.slice(0, -1)), resources: some(RESOURCES) });
const deny = allow.map((statement) => ({ ...statement, effect: "deny" }));
const narrowed = fc.record({ actions: some(ACTIONS), resources: some(RESOURCES) }, { requiredKeys: [] });

function allowed(document: unknown, probe: (typeof PROBES)[number]): boolean {
  const values = { "aws:CurrentTime": "2026-12-01T10:00:00Z", "aws:SourceIdentity": "u-17" };
  const context = { values, others: "absent" } as const;
  return evaluate({ ...probe, context }, { identity: [document] }) === "allowed";
}

describe("a request that narrows", () => {
  it("allows nothing that the entitlement or the request itself does not name", () => {
    let granted = 0;
    fc.assert(
      fc.property(
        fc
          .array(fc.oneof(allow, deny), { minLength: 1, maxLength: 3 })
          .filter((list) => list.some((one) => !("effect" in one))),
        narrowed,
        (statements, body) => {
          const file = entitlements(entitlement({ statements }));
          const whole = planAccess(request(), file, { now: NOW }).policyDocument;
          const part = planAccess(request(body), file, { now: NOW });
          if (part.decision === "refused") return;
          granted += 1;
          const named = {
            Version: "2012-10-17",
            Statement: { Effect: "Allow", Action: body.actions ?? "*", Resource: body.resources ?? "*" },
          };
          for (const probe of PROBES) {
            const isAllowed = allowed(part.policyDocument, probe);
            if (isAllowed) expect(allowed(whole, probe) && allowed(named, probe)).toBe(true);
          }
        },
      ),
      { numRuns: 400 },
    );
    expect(granted).toBeGreaterThan(40);
  });

  it("keeps everything where it names all", () => {
    fc.assert(
      fc.property(fc.array(allow, { minLength: 1, maxLength: 3 }), (statements) => {
        const file = entitlements(entitlement({ statements }));
        const all = {
          actions: [...new Set(statements.flatMap(({ actions }) => actions))],
          resources: [...new Set(statements.flatMap(({ resources }) => resources))],
        };
        const whole = planAccess(request(), file, { now: NOW }).policyDocument;
        const part = planAccess(request(all), file, { now: NOW }).policyDocument;
        for (const probe of PROBES) expect(allowed(part, probe)).toBe(allowed(whole, probe));
      }),
      { numRuns: 150 },
    );
  });
});
