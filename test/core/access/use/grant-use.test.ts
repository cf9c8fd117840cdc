import { describe, expect, it } from "vitest";
import {
  type GrantUse,
  type TrailCoverage,
  type TrailEvent,
  type UsableGrant,
  UseCount,
} from "../../../../core/access/use/grant-use.js";
import { recordingOf } from "../../../../core/access/use/unrecorded.js";

const TABLE = "arn:aws:dynamodb:eu-central-1:111122223333:table/orders";
const GRANT: UsableGrant = {
  grant: "g-1",
  person: "alice",
  target: "arn:aws:iam::111122223333:role/app/oncall",
  from: 1000,
  to: 5000,
  stated: {
    person: "aws:SourceIdentity",
    statements: [
      { actions: ["dynamodb:DescribeTable", "dynamodb:UpdateTable"], resources: [TABLE] },
      { actions: ["ec2:Describe*"], resources: ["*"] },
    ],
  },
};
const EVENT: TrailEvent = {
  at: 2000,
  action: "dynamodb:DescribeTable",
  role: GRANT.target,
  sourceIdentity: "alice",
  sessionName: "s",
  isDenied: false,
  resources: [TABLE],
};
const COVERAGE: TrailCoverage = { first: 0, last: 9000, recorded: [] };

function useOf(
  events: readonly Partial<TrailEvent>[],
  over: Partial<UsableGrant> = {},
  coverage: Partial<TrailCoverage> = {},
  others: readonly UsableGrant[] = [],
): GrantUse {
  const grant = { ...GRANT, ...over };
  const count = new UseCount([grant, ...others]);
  for (const event of events) count.see({ ...EVENT, ...event });
  return count.useOf(grant, { ...COVERAGE, ...coverage });
}

const stating = (action: string, resource: string) => ({
  person: "none" as const,
  statements: [{ actions: [action], resources: [resource] }],
});

describe("what a grant was used for", () => {
  it.each<[name: string, event: Partial<TrailEvent>]>([
    ["its action on its resource", {}],
    ["the action in other letters", { action: "DynamoDB:describeTABLE" }],
    ["an event that names no resource", { resources: [] }],
    ["what a pattern stands for", { action: "ec2:DescribeInstances", resources: [] }],
    ["its first instant", { at: 1000 }],
  ])("is used by %s", (_, event) => {
    expect(useOf([event])).toMatchObject({ outcome: "used", calls: 1, outside: 0, why: null });
  });

  it.each<[name: string, event: Partial<TrailEvent>]>([
    ["before it began", { at: 999 }],
    ["at its end", { at: 5000 }],
    ["by another person", { sourceIdentity: "bob", sessionName: "alice" }],
    ["by a session that says no person", { sourceIdentity: null }],
    ["in another role", { role: "arn:aws:iam::111122223333:role/other" }],
    ["with an action that it does not state", { action: "dynamodb:DeleteTable" }],
  ])("is not used %s", (_, event) => {
    expect(useOf([event])).toMatchObject({ outcome: "unused", calls: 0, outside: 0 });
  });

  it("tells sessions apart as its document does", () => {
    const byName = { ...(GRANT.stated as NonNullable<typeof GRANT.stated>), person: "aws:userid" as const };
    expect(useOf([{ sourceIdentity: null, sessionName: "alice" }], { stated: byName }).outcome).toBe("used");
    expect(useOf([{ sessionName: "bob" }], { stated: byName }).outcome).toBe("unused");
    const alone = { ...byName, person: "none" as const };
    expect(useOf([{ sourceIdentity: null, sessionName: "any" }], { stated: alone }).outcome).toBe("used");
  });

  it("is outside of it where its action was called on another resource, however much it was used", () => {
    const other = `${TABLE}-archive`;
    expect(useOf([{}, { resources: [other] }])).toEqual({
      outcome: "outside_resources",
      calls: 1,
      outside: 1,
      resources: [other],
      denied: 0,
      why: null,
    });
  });

  it("counts what another grant of the person allows for that one alone", () => {
    const other = `${TABLE}-archive`;
    const second: UsableGrant = {
      ...GRANT,
      grant: "g-2",
      stated: { ...stating("dynamodb:*", other), person: "aws:SourceIdentity" },
    };
    expect(useOf([{ resources: [other] }], {}, {}, [second]).outcome).toBe("unused");
  });

  it("takes a refused call for no use, and counts it", () => {
    expect(useOf([{ isDenied: true }])).toMatchObject({ outcome: "unused", denied: 1 });
  });

  it("judges an object by itself, and not by the bucket that the event names as well", () => {
    const stated = stating("s3:GetObject", "arn:aws:s3:::orders/*");
    const object = (key: string) => ({
      action: "s3:GetObject",
      resources: ["arn:aws:s3:::orders", `arn:aws:s3:::orders/${key}`],
    });
    expect(useOf([object("a")], { stated }).outcome).toBe("used");
    expect(useOf([{ ...object("a"), resources: ["arn:aws:s3:::other/a"] }], { stated }).outcome).toBe(
      "outside_resources",
    );
  });
});

describe("what nobody can see", () => {
  it.each<[name: string, over: Partial<UsableGrant>, coverage: Partial<TrailCoverage>, why: RegExp]>([
    ["a grant of a kind that IAM does not enforce", { stated: null }, {}, /kind/],
    ["files without an event", {}, { first: null, last: null }, /do not reach/],
    ["files that begin later", {}, { first: 1001 }, /do not reach/],
    ["files that end earlier", {}, { last: 4998 }, /do not reach/],
    ["a database login", { stated: stating("rds-db:connect", "*") }, {}, /rds-db:connect/],
    ["every action", { stated: stating("*", "*") }, {}, /does not record/],
    [
      "objects whose data events no trail records",
      { stated: stating("s3:GetObject", "arn:aws:s3:::orders/*") },
      {},
      /data event/,
    ],
    [
      "objects of a bucket beside a recorded one",
      { stated: stating("s3:Get*", "arn:aws:s3:::orders/*") },
      { recorded: ["arn:aws:s3:::orders-archive"] },
      /data event/,
    ],
  ])("is said of %s", (_, over, coverage, why) => {
    expect(useOf([], over, coverage)).toMatchObject({
      outcome: "not_visible",
      why: expect.stringMatching(why),
    });
  });

  it("is unused where data events of its bucket are recorded", () => {
    const stated = stating("s3:GetObject", "arn:aws:s3:::orders/*");
    expect(useOf([], { stated }, { recorded: ["arn:aws:s3:::orders"] }).outcome).toBe("unused");
  });

  it.each([
    ["ec2:DescribeInstances", "always"],
    ["s3:GetBucketPolicy", "always"],
    ["s3:GetObject", "where told to"],
    ["s3:*", "where told to"],
    ["dynamodb:Query", "where told to"],
    ["rds-db:connect", "never"],
    ["r*", "never"],
  ])("%s is recorded %s", (action, recording) => {
    expect(recordingOf(action)).toBe(recording);
  });
});
