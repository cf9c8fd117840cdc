import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { valueOrThrow } from "../../core/errors.js";
import { append } from "../../core/json/append.js";
import { readPolicies } from "../../core/policy/language/read-policies.js";
import { sourceFiles } from "../../scripts/source-files.js";
import { CHECKOUT } from "../harness/checkout.js";

/** More than V8 takes as arguments of one call. */
const MANY = 130_000;
const ROOMS = ["core", "adapters", "services", "lambdas", "middleware", "constructs", "stacks", "cli"];
/** A list of unknown length as arguments: `append`, `refuseAll` and `reduce` do the same without a limit. */
const SPREAD =
  /\.(?:push|unshift)\(\s*(?:[^(){}]*,\s*)?\.\.\.|\brefuse\(\s*\.\.\.|Math\.(?:min|max)\(\s*\.\.\./;

const found = (text: string): string[] =>
  text.split(/;\s*\n/).flatMap((statement) => (SPREAD.test(statement) ? [statement.trim()] : []));

it("hands no list of unknown length to a function as its arguments", () => {
  const files = sourceFiles(CHECKOUT).filter(
    (name) => ROOMS.includes(name.split("/")[0] ?? "") && name !== "core/json/append.ts",
  );
  expect(files.length).toBeGreaterThan(200);
  expect(
    files.flatMap((name) => found(readFileSync(name, "utf8")).map((text) => `${name}: ${text}`)),
  ).toEqual([]);
});

it.each(["problems.push(...more);\n", "refuse(\n  ...problems);\n", "a = Math.max(...numbers);\n"])(
  "finds %j",
  (text) => {
    expect(found(text)).toHaveLength(1);
  },
);

it("appends more than a call has arguments", () => {
  const target = [0];
  append(target, new Array<number>(MANY).fill(1));
  expect(target).toHaveLength(MANY + 1);
});

it("answers a file with more problems than a call has arguments", () => {
  const policies = Array.from({ length: MANY }, () => 7);
  const read = readPolicies([{ source: "p.json", text: JSON.stringify({ version: 1, policies }) }]);
  expect(read.ok ? 0 : read.problems.length).toBeGreaterThan(0);
  expect(() => valueOrThrow(read)).toThrow("CORDON_POLICY_WRONG_TYPE");
});
