import { describe, expect, it } from "vitest";
import {
  checkInterface,
  checkQuotas,
  DEFAULT_QUOTAS,
  MANAGED_PREFIX_LIST_WEIGHTS,
} from "../../../core/network/quota.js";
import { linesOf } from "../../harness/problem-lines.js";

const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `segment-${index}`);

describe("checkQuotas", () => {
  it("takes what a new account has", () => {
    expect(DEFAULT_QUOTAS).toEqual({ rulesPerDirection: 60, groupsPerInterface: 5 });
    expect(checkQuotas(DEFAULT_QUOTAS)).toEqual([]);
  });
  it.each([
    [1000, 1],
    [200, 5],
    [62, 16],
    [1, 1],
  ])("takes %d rules and %d groups", (rulesPerDirection, groupsPerInterface) => {
    expect(checkQuotas({ rulesPerDirection, groupsPerInterface })).toEqual([]);
  });
  it.each([
    [1001, 1],
    [201, 5],
    [63, 16],
    [10, 17],
    [0, 5],
    [60, 0],
    [60.5, 5],
    [60, 2.5],
    [Number.NaN, 5],
    [Number.POSITIVE_INFINITY, 5],
    [-60, -5],
  ])("refuses %d rules and %d groups", (rulesPerDirection, groupsPerInterface) => {
    expect(linesOf(checkQuotas({ rulesPerDirection, groupsPerInterface }))).toBe(
      "CORDON_QUOTA_GROUPS: AWS grants no such pair of quotas. " +
        `Got: rulesPerDirection ${rulesPerDirection}, groupsPerInterface ${groupsPerInterface}. ` +
        "Allowed: whole numbers from 1, at most 16 groups, and their product at most 1000. " +
        "Fix: lower one of the two; Service Quotas shows the account's values.",
    );
  });
});

describe("checkInterface", () => {
  it("takes one to five groups, or as many as the account has", () => {
    expect(checkInterface(names(1), DEFAULT_QUOTAS)).toEqual([]);
    expect(checkInterface(names(5), DEFAULT_QUOTAS)).toEqual([]);
    expect(checkInterface(names(6), { ...DEFAULT_QUOTAS, groupsPerInterface: 6 })).toEqual([]);
  });
  it.each([
    ["no groups", [], "none"],
    ["six groups", names(6), `6 segments: ${names(6).join(", ")}`],
    ["one group twice", ["app", "app"], "2 segments: app, app"],
  ])("refuses %s", (_, groups, got) => {
    expect(linesOf(checkInterface(groups, DEFAULT_QUOTAS))).toBe(
      "CORDON_QUOTA_GROUPS: one network interface cannot carry these security groups. " +
        `Got: ${got}. Allowed: 1 to 5 different segments. ` +
        "Fix: give the workload one segment of its own and move its flows there: " +
        "the groups of one interface are a union anyway.",
    );
  });
});

describe("MANAGED_PREFIX_LIST_WEIGHTS", () => {
  it("are those of the gateway endpoints and of nothing else", () => {
    expect([...MANAGED_PREFIX_LIST_WEIGHTS]).toEqual([
      ["s3", 1],
      ["dynamodb", 1],
    ]);
    // A service may have the name of something that every object inherits.
    expect(MANAGED_PREFIX_LIST_WEIGHTS.has("constructor")).toBe(false);
  });
});
