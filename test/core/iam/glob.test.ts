import { describe, expect, it } from "vitest";
import { containsAction, containsResource } from "../../../core/iam/containment.js";
import { containsGlob, globOf, globsMeet } from "../../../core/iam/glob.js";

describe("containment of patterns", () => {
  it.each([
    ["s3:Get*", "s3:GetObject", true],
    ["s3:Get*", "s3:*", false],
    ["s3:*", "s3:Get*", true],
    ["?", "?*", false],
    ["?*", "?", true],
    ["?*", "*", false],
    ["*", "?*", true],
    ["?", "*", false],
    ["a*b", "a*c*b", true],
    ["a*c*b", "a*b", false],
    ["*a*b*", "*b*a*", false],
    ["a??", "a?", false],
    ["*?", "?*", true],
    ["?*", "*?", true],
    ["a*?b", "a?*b", true],
    ["x*x", "x", false],
  ])("%s contains %s: %s", (wide, narrow, contained) => {
    expect(containsGlob(globOf(wide), globOf(narrow))).toBe(contained);
  });

  it("lets a variable into a * and into itself alone", () => {
    expect(containsGlob(globOf("a/*"), globOf("a/${aws:username}"))).toBe(true);
    expect(containsGlob(globOf("a/${aws:username}/*"), globOf("a/${AWS:Username}/x"))).toBe(true);
    expect(containsGlob(globOf("a/${aws:username}"), globOf("a/u-17"))).toBe(false);
    expect(containsGlob(globOf("a/?"), globOf("a/${aws:username}"))).toBe(false);
  });

  it("reads ${*}, ${?} and ${$} as characters", () => {
    expect(containsGlob(globOf("a${*}"), globOf("ab"))).toBe(false);
    expect(containsGlob(globOf("a?"), globOf("a${*}"))).toBe(true);
  });

  it("ignores the case of actions and keeps that of resources", () => {
    expect(containsAction("s3:Get*", "S3:getobject")).toBe(true);
    expect(containsResource("arn:aws:s3:::Logs/*", "arn:aws:s3:::logs/a")).toBe(false);
  });

  it("compares whole ARNs part by part", () => {
    expect(containsResource("arn:aws:*:*:*:x", "arn:aws:a:b:c:d:x")).toBe(false);
    expect(containsResource("*", "arn:aws:s3:::a")).toBe(true);
    expect(containsResource("arn:aws:s3:::a*", "arn:aws:s3:::a:b")).toBe(true);
  });

  it("answers for patterns of hundreds of wildcards", () => {
    const wide = globOf(`${"*?a".repeat(200)}*`);
    expect(containsGlob(wide, globOf(`*${"a*?".repeat(400)}`))).toBe(true);
    expect(containsGlob(wide, globOf(`*${"b*?".repeat(400)}`))).toBe(false);
  });

  it.each([
    ["s3:Get*", "s3:*Object", true],
    ["a?c", "ab*", true],
    ["a", "b", false],
    ["a*", "*b", true],
    ["ab", "a", false],
    ["*", "", true],
  ])("%s meets %s: %s", (one, other, meets) => {
    expect(globsMeet(globOf(one), globOf(other))).toBe(meets);
    expect(globsMeet(globOf(other), globOf(one))).toBe(meets);
  });
});
