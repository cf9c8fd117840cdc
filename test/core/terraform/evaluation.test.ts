import { describe, expect, it } from "vitest";
import { EC2_TABLES } from "../../../core/reachability/reading/ec2-tables.js";
import { Collector } from "../../../core/terraform/collector.js";
import { readResources } from "../../../core/terraform/read-resources.js";
import { isBlock, isList, type Value } from "../../../core/terraform/value.js";

const COLLECTED = { variable: { open: {}, flag: {}, sg: { type: "string" } } };

/** What an expression comes to in a document with some resources; "unknown: …" where it stays open. */
function resultOf(expression: string, more: object = {}): unknown {
  const json = {
    ...COLLECTED,
    locals: { tiers: { app: { port: 80 }, web: {} }, none: [], result: `\${${expression}}`, ...more },
    resource: {
      aws_security_group: { a: {}, b: {}, many: { count: 2 } },
      aws_z: { z: {} },
      aws_x: { y: { v: `\${local.result}` } },
    },
  };
  const collector = new Collector<never>();
  const read = readResources([{ path: "main.tf.json", json }], EC2_TABLES, collector as never);
  if (!read.ok) throw new Error("refused");
  return plain(read.value.resources.find(({ type }) => type === "aws_x")?.values.get("v") ?? null);
}

function plain(value: Value): unknown {
  if (isList(value)) return value.map(plain);
  if (isBlock(value)) return Object.fromEntries([...value].map(([key, inner]) => [key, plain(inner)]));
  if (value === null || typeof value !== "object") return value;
  return "why" in value ? `unknown: ${value.why}` : String(value);
}

describe("evaluating expressions", () => {
  it.each([
    ["try(local.tiers.web.port, 443)", 443],
    ["try(local.tiers.app.port, 443)", 80],
    ['try(local.none[0], local.tiers.missing.x, "last")', "last"],
    ["can(local.tiers.web.port)", false],
    ["can(local.tiers.app.port)", true],
    ["[for name, tier in local.tiers : name if can(tier.port)]", ["app"]],
    ["{ for name, tier in local.tiers : name => try(tier.port, 0) }", { app: 80, web: 0 }],
    ["coalescelist(local.none, [1])", [1]],
    ['try(coalesce(null, ""), 1)', 1],
    ["try(coalescelist(local.none, local.none), 1)", 1],
    ["try(one([1, 2]), 3)", 3],
    ["try(element(local.none, 0), 1)", 1],
    ['try(lookup(local.tiers, "missing"), 1)', 1],
    ['lookup({ a = 1 }, "b", null)', null],
    ['try(tonumber("ten"), 10)', 10],
    ['try(tobool("perhaps"), false)', false],
    ['zipmap(["a", "b"], [1, 2])', { a: 1, b: 2 }],
    [
      'setproduct(["a", "b"], [1, 2])',
      [
        ["a", 1],
        ["a", 2],
        ["b", 1],
        ["b", 2],
      ],
    ],
    ["merge(null, { a = 1 }, { a = 2, b = 3 })", { a: 2, b: 3 }],
    ["chunklist([1, 2, 3], 2)", [[1, 2], [3]]],
    ['toset(["b", "a", "b"])', ["a", "b"]],
    ["distinct([{ a = 1 }, { a = 1 }])", [{ a: 1 }]],
    ['{ (upper("k")) = 1 # a comment\n  other = 2 }', { K: 1, other: 2 }],
    ['terraform.workspace == "default" ? 1 : 2', 1],
    ["var.flag ? aws_security_group.a.id : aws_security_group.a.id", "aws_security_group.a.id"],
    ["coalesce(null, aws_z.z.version)", "aws_z.z.version"],
    ['coalesce("", aws_z.z.version, null)', "aws_z.z.version"],
    ['join("", [aws_security_group.a.id])', "aws_security_group.a.id"],
    ['join(",", aws_security_group.a[*].id)', "aws_security_group.a.id"],
    ['join("", ["", aws_security_group.a.id, ""])', "aws_security_group.a.id"],
    ['"${""}${aws_security_group.a.id}"', "aws_security_group.a.id"],
    // What fails where it is looked at fails the whole, so that try goes on.
    ["try(local.none[0] ? 1 : 2, 3)", 3],
    ["try([for x in [1] : x if local.none[0]], 3)", 3],
    ["try({ for x in [1] : local.none[0] => x }, 3)", 3],
    ["try(concat(local.none[0]...), 3)", 3],
    // Beside a text numbers are texts, whatever else is not known.
    ['coalesce(1, "a")', "1"],
    ["aws_security_group.many[*].id", ["aws_security_group.many[0].id", "aws_security_group.many[1].id"]],
  ])("%s", (expression, expected) => {
    expect(resultOf(expression)).toEqual(expected);
  });

  it.each([
    "try(var.open.x, 1)",
    "can(var.open)",
    "length(flatten([var.open, 1]))",
    "var.flag ? 1 : 2",
    'regex("a", "a")',
    "[for x in var.open : x]",
    "merge({ a = 1 }, var.open)",
    'filebase64("x")',
    "var.missing",
    "data.aws_vpc.none.id",
    "coalesce(var.open, 1)",
    "coalesce(aws_z.z.version, 1)",
    'join(",", ["", aws_security_group.a.id])',
    'join("", ["x", aws_security_group.a.id])',
    'join("", aws_security_group.many[*].id)',
    'join("", [var.open])',
    '"x${aws_security_group.a.id}"',
    "coalesce(aws_z.z.version, var.open)",
    "try([var.open.x], local.none.x, [])",
    // Of nothing nothing is made, so nothing need fail.
    "length(var.open[*].x[0].y)",
    "try([for x in var.open[*] : local.none[0]], 3)[0]",
    "try(var.open[*].x, 3)[0]",
  ])("%s stays open, with a reason", (expression) => {
    expect(resultOf(expression)).toMatch(/^unknown: ./);
  });
});
