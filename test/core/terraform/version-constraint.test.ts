import { describe, expect, it } from "vitest";
import { satisfies } from "../../../core/terraform/configuration/version-constraint.js";

describe("a constraint on the version of a module", () => {
  it.each([
    ["1.2.3", "1.2.3", true],
    ["1.2.3", "= 1.2.3", true],
    ["1.2", "1.2.0", true],
    ["1.2.3", "!= 1.2.3", false],
    ["1.10.0", "> 1.9.9", true],
    ["1.9.9", ">= 1.10", false],
    ["1.0.0", "< 1.0.0", false],
    ["1.0.0", "<= 1.0.0", true],
    ["1.2.9", "~> 1.2.3", true],
    ["1.3.0", "~> 1.2.3", false],
    ["1.2.2", "~> 1.2.3", false],
    ["1.9.0", "~> 1.2", true],
    ["2.0.0", "~> 1.2", false],
    ["7.0.0", "~> 1", true],
    ["1.5.0", ">= 1.0, < 2.0, != 1.5.0", false],
    ["1.5.1", ">=1.0,<2.0,!=1.5.0", true],
    ["1.0.0-beta1", ">= 0.9", false],
    ["1.0.0-beta1", "1.0.0-beta1", true],
    ["1.0.0", "1.0.0-beta1", false],
    ["1.0.0", "latest", false],
    ["1.0.0", "", false],
    ["main", ">= 0", false],
  ])("%s against %s: %s", (version, constraint, expected) => {
    expect(satisfies(version, constraint)).toBe(expected);
  });
});
