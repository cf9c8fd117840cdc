import { describe, expect, it } from "vitest";
import { suppressionOf } from "../../../../core/detection/findings/suppression.js";

const NOW = Date.parse("2026-03-01T00:00:00Z");
const covers = (subject: string, pattern: string) =>
  suppressionOf(
    { rule: "CORDON-DET-001", subject },
    [{ subject: pattern, reason: "a test", expires: "2026-03-02T00:00:00Z" }],
    NOW,
  ) !== undefined;

describe("the subject of a suppression", () => {
  it.each([
    ["batch-7", "batch-*"],
    ["batch-", "batch-*"],
    ["a-b-c", "a*b*c"],
    ["aab", "a*ab"],
    ["u-3", "u-3"],
  ])("%s is in %s", (subject, pattern) => {
    expect(covers(subject, pattern)).toBe(true);
  });

  it.each([
    ["u-33", "u-3"],
    ["my-batch-7", "batch-*"],
    ["ab", "ab*b"],
    ["a-c-b", "a*b*c"],
    ["u.3", "u-3"],
  ])("%s is not in %s", (subject, pattern) => {
    expect(covers(subject, pattern)).toBe(false);
  });

  it("is compared in time that grows with its length, whatever the pattern", () => {
    expect(covers("a".repeat(20_000), `${"a*".repeat(500)}b`)).toBe(false);
  });
});
