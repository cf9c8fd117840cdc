import { Fn, Lazy, Token } from "cdktf";
import { describe, expect, it } from "vitest";
import { isToken, tokenProblem } from "../../../core/network/token.js";

const INTERPOLATION = `\${aws_vpc.main.cidr_block}`;

describe("isToken", () => {
  it.each<[string, unknown]>([
    ["a string token", Token.asString({ resolve: () => "x" })],
    ["a string token inside a text", `10.0.0.0/${Token.asString({ resolve: () => "8" })}`],
    ["a number token", Token.asNumber({ resolve: () => 443 })],
    ["a number token that was computed with", Token.asNumber({ resolve: () => 443 }) + 1],
    ["a lazy value", Lazy.stringValue({ produce: () => "x" })],
    ["the element of a number list token", Token.asNumberList({ resolve: () => [1] })[0]],
    ["a Terraform function", Token.asString(Fn.cidrsubnet("10.0.0.0/8", 8, 1))],
    ["the element of a list token", Token.asList({ resolve: () => ["x"] })[0]],
    ["a Terraform interpolation", INTERPOLATION],
    ["a Terraform directive", "10.0.0.0/%{ if var.wide }8%{ else }16%{ endif }"],
  ])("knows %s", (_, value) => {
    expect(isToken(value)).toBe(true);
  });

  it.each<[string, unknown]>([
    ["a text", "10.0.0.0/8"],
    ["the empty text", ""],
    ["a dollar sign", "$5"],
    ["braces", "{}"],
    ["a percent sign", "fe80::1%eth0"],
    ["a number sign", "#{team}"],
    ["a port", 443],
    ["EC2's every", -1],
    ["a big number", Number.MAX_VALUE],
    ["a small number", Number.MIN_SAFE_INTEGER],
    ["no number", Number.NaN],
    ["null", null],
    ["undefined", undefined],
    ["a bigint", 5n],
    ["an object", {}],
  ])("lets %s pass", (_, value) => {
    expect(isToken(value)).toBe(false);
  });
});

describe("tokenProblem", () => {
  it("says what stands where a literal is needed", () => {
    expect(tokenProblem(INTERPOLATION, "a literal port", "write it")).toEqual({
      code: "CORDON_TOKEN_NOT_ALLOWED",
      summary: "this value is known only at deployment, so it can be neither checked nor proven",
      got: `"${INTERPOLATION}"`,
      allowed: "a literal port",
      fix: "write it",
    });
  });
});
