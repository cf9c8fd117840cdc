import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { planAccess } from "../../../core/access/plan.js";
import { type EvaluationOutcome, evaluate } from "../../../core/iam/evaluator.js";
import { provesExpiry } from "../../../core/iam/proves-expiry.js";
import {
  documentLength,
  type PolicyDocument,
  type PolicyStatement,
} from "../../../core/iam/render-document.js";
import { entitlement, entitlements, NOW, request } from "../../core/access/sample.js";

const YEAR = 366 * 86_400_000;

const actions = fc.uniqueArray(
  fc.constantFrom("s3:GetObject", "s3:Get*", "s3:*", "rds-db:connect", "dynamodb:Query", "sqs:?e*"),
  { minLength: 1, maxLength: 3 },
);
const resources = fc.uniqueArray(
  fc.constantFrom("*", "arn:aws:s3:::orders/*", "arn:aws:s3:::*", "arn:aws:sqs:eu-west-1:111122223333:q"),
  { minLength: 1, maxLength: 2 },
);
const DATES = [
  "2020-01-01T00:00:00Z",
  "2026-12-01T10:00:00Z",
  "2026-12-01T10:30:00Z",
  "2099-01-01T00:00:00Z",
];
const dates = fc.oneof(
  fc.constantFrom(...DATES),
  fc.uniqueArray(fc.constantFrom(...DATES), { minLength: 1 }),
);
const timeKey = fc.constantFrom("aws:CurrentTime", "AWS:currenttime", "aws:EpochTime");
const conditions = fc.dictionary(
  fc.constantFrom(
    "DateLessThan",
    "DateLessThanEquals",
    "DateGreaterThan",
    "DateGreaterThanEquals",
    "datelessthan",
  ),
  fc.dictionary(timeKey, dates, { noNullPrototype: true }),
  { noNullPrototype: true },
);
const person = fc.constantFrom("aws:SourceIdentity", "aws:userid", "none");

function statements(own: fc.Arbitrary<object>): fc.Arbitrary<object[]> {
  return fc.array(fc.record({ actions, resources, conditions: own }), { minLength: 1, maxLength: 3 });
}

/** What a session of the person gets at an instant, by the independent evaluator. */
function outcomeAt(
  document: PolicyDocument,
  statement: PolicyStatement,
  at: number,
  id = "u-17",
): EvaluationOutcome {
  const sample = (patterns: readonly string[] = []): string =>
    (patterns[0] ?? "").replaceAll("*", "Xyz").replaceAll("?", "q");
  const resource = sample(statement.Resource);
  const values = {
    "aws:CurrentTime": `${new Date(at).toISOString().slice(0, 19)}Z`,
    "aws:EpochTime": `${new Date(at).toISOString().slice(0, 19)}Z`,
    "aws:SourceIdentity": id,
    "aws:userid": `AROAEXAMPLE:${id}`,
  };
  return evaluate(
    { action: sample(statement.Action), resource, context: { values, others: "absent" } },
    { identity: [document] },
  );
}

function documentOf(list: readonly object[], who: string, minutes: number): PolicyDocument | null {
  const file = entitlements(entitlement({ statements: list, person: who }));
  return planAccess(request({ minutes }), file, { now: NOW }).policyDocument;
}

describe("the expiry of generated grants", () => {
  it("allows each action one second before the deadline, and not at it, nor a second or a year later", () => {
    fc.assert(
      fc.property(
        statements(fc.constant({})),
        person,
        fc.integer({ min: 1, max: 240 }),
        (list, who, minutes) => {
          const document = documentOf(list, who, minutes) as PolicyDocument;
          const deadline = NOW + minutes * 60_000;
          expect(provesExpiry(document, { activation: NOW, deadline })).toEqual({
            proven: true,
            failures: [],
            untilTheDeadline: true,
          });
          for (const statement of document.Statement.filter(({ Effect }) => Effect === "Allow")) {
            expect(outcomeAt(document, statement, NOW)).toBe("allowed");
            expect(outcomeAt(document, statement, deadline - 1000)).toBe("allowed");
            expect(outcomeAt(document, statement, NOW - 1000)).toBe("denied");
            for (const after of [0, 1000, YEAR]) {
              expect(outcomeAt(document, statement, deadline + after)).toBe("denied");
            }
            if (who !== "none") expect(outcomeAt(document, statement, NOW, "u-18")).toBe("denied");
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it("proves it whatever dates the entitlement has of its own", () => {
    fc.assert(
      fc.property(statements(conditions), person, fc.integer({ min: 1, max: 240 }), (list, who, minutes) => {
        const document = documentOf(list, who, minutes);
        fc.pre(document !== null);
        expect(
          provesExpiry(document, { activation: NOW, deadline: NOW + minutes * 60_000 }).failures,
        ).toEqual([]);
        expect(documentLength(document as PolicyDocument)).toBeLessThanOrEqual(6144);
        for (const { Condition } of (document as PolicyDocument).Statement) {
          for (const bound of ["DateGreaterThanEquals", "DateLessThan"]) {
            const keys = Object.entries(Condition?.[bound] ?? {}).filter(([key]) => /currenttime/i.test(key));
            expect(keys).toEqual([
              ["aws:CurrentTime", expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)],
            ]);
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  const UNTIL = "2026-12-01T11:00:00Z";
  const FAULTS: Readonly<Record<string, (statement: PolicyStatement) => unknown>> = {
    "IfExists on the deadline": ({ Condition, ...rest }) => ({
      ...rest,
      Condition: {
        ...Condition,
        DateLessThan: undefined,
        DateLessThanIfExists: { "aws:CurrentTime": UNTIL },
      },
    }),
    "a list of deadlines": ({ Condition, ...rest }) => ({
      ...rest,
      Condition: { ...Condition, DateLessThan: { "aws:CurrentTime": [UNTIL, "2099-01-01T00:00:00Z"] } },
    }),
    "an epoch": ({ Condition, ...rest }) => ({
      ...rest,
      Condition: { ...Condition, DateLessThan: { "aws:CurrentTime": String(Date.parse(UNTIL) / 1000) } },
    }),
    "the deadline on the epoch alone": ({ Condition, ...rest }) => ({
      ...rest,
      Condition: { ...Condition, DateLessThan: { "aws:EpochTime": UNTIL } },
    }),
    LessThanEquals: ({ Condition, ...rest }) => ({
      ...rest,
      Condition: { ...Condition, DateLessThan: undefined, DateLessThanEquals: { "aws:CurrentTime": UNTIL } },
    }),
    "a set operator": ({ Condition, ...rest }) => ({
      ...rest,
      Condition: {
        ...Condition,
        DateLessThan: undefined,
        "ForAllValues:DateLessThan": { "aws:CurrentTime": UNTIL },
      },
    }),
    milliseconds: ({ Condition, ...rest }) => ({
      ...rest,
      Condition: { ...Condition, DateLessThan: { "aws:CurrentTime": "2026-12-01T11:00:00.000Z" } },
    }),
    "one second more": ({ Condition, ...rest }) => ({
      ...rest,
      Condition: { ...Condition, DateLessThan: { "aws:CurrentTime": "2026-12-01T11:00:01Z" } },
    }),
    "no start": ({ Condition, ...rest }) => ({
      ...rest,
      Condition: { ...Condition, DateGreaterThanEquals: undefined },
    }),
    "a bare Allow": ({ Condition: _, ...rest }) => rest,
    "a part that nobody knows": (statement) => ({ ...statement, Principal: "*" }),
  };

  it.each(Object.entries(FAULTS))("catches the planted fault: %s", (_, plant) => {
    const document = documentOf([{ actions: ["s3:GetObject"], resources: ["*"] }], "aws:SourceIdentity", 60);
    const whole = JSON.parse(JSON.stringify(document)) as PolicyDocument;
    const window = { activation: NOW, deadline: NOW + 3_600_000 };
    expect(provesExpiry(whole, window).proven).toBe(true);
    const [first, ...rest] = whole.Statement as [PolicyStatement, ...PolicyStatement[]];
    const faulty: unknown = JSON.parse(JSON.stringify({ ...whole, Statement: [plant(first), ...rest] }));
    expect(provesExpiry(faulty, window).proven).toBe(false);
  });
});
