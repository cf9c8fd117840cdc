import { Construct } from "constructs";
import { expect, it } from "vitest";
import { LOG_RETENTION } from "../../../constructs/settings/log-retention.js";
import { nameFromPath } from "../../../constructs/settings/name-from-path.js";
import { newStack } from "../synthesized.js";

it("keeps the characters that a name may hold, cuts it, and ends it with the address", () => {
  const construct = new Construct(newStack("1-Shop"), "the engine_2");
  const end = construct.node.addr.slice(-8);
  const name = (longest: number, characters: Parameters<typeof nameFromPath>[1]["characters"]) =>
    nameFromPath(construct, { longest, characters });
  expect(name(64, "letters, digits, - and _")).toBe(`1-Shop-the-engine_2-${end}`);
  expect(name(64, "letters, digits and -")).toBe(`1-Shop-the-engine-2-${end}`);
  expect(name(64, "lower-case letters, digits and -")).toBe(`lshop-the-engine-2-${end}`);
  expect(name(15, "letters, digits and -")).toBe(`1-Shop-${end}`);
});

it("keeps names apart that are equal after the cut", () => {
  const stack = newStack();
  const names = ["a b", "a/b", "a_b"].map((id) =>
    nameFromPath(new Construct(stack, id), { longest: 32, characters: "letters, digits and -" }),
  );
  expect(new Set(names).size).toBe(3);
});

it("knows the days that CloudWatch Logs takes", () => {
  expect([0, 30, 31, 400, 3653, 3654].filter((days) => LOG_RETENTION.faults(days, "").length === 0)).toEqual([
    30, 400, 3653,
  ]);
});
