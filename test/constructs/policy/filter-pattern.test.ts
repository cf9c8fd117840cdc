import { expect, it } from "vitest";
import { matchesFilterPattern } from "./filter-pattern.js";

const RECORD = { decision: "DENY", reason: "token_expired", function: null };

it.each([
  ['{ $.decision = "DENY" }', true],
  ['{ $.decision = "ALLOW" }', false],
  ['{ $.decision != "ALLOW" }', true],
  ['{ $.reason = "token_*" }', true],
  ['{ $.reason = "token_" }', false],
  ['{ ($.decision = "ALLOW") || ($.reason = "token_expired") }', true],
  ['{ ($.decision = "DENY") && (($.reason = "a") || ($.reason = "b")) }', false],
  ['{ $.decision = "DENY" || $.reason = "a" && $.reason = "b" }', true],
  ['{ $.function = "*" }', false],
  ['{ $.function != "shop" }', false],
  ['{ $.nothing != "shop" }', false],
])("%s is %s", (pattern, matches) => {
  expect(matchesFilterPattern(pattern, RECORD)).toBe(matches);
});

it.each([
  '$.decision = "DENY"',
  '{ $.decision = "DENY"',
  "{ $.decision = DENY }",
  '{ $.decision "DENY" }',
  '{ ($.decision = "DENY" }',
  '{ $.decision = "DENY" } }',
  '{ $.reason = "%token%" }',
  `{ $.reason = "${"x".repeat(1024)}" }`,
])("%s is not understood", (pattern) => {
  expect(() => matchesFilterPattern(pattern, RECORD)).toThrow();
});
