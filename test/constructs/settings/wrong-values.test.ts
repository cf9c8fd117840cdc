import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group/index.js";
import { describe, expect, it } from "vitest";
import * as api from "../../../constructs/index.js";
import { type EntryPoint, entryPoints, exportedTypes, takenBy } from "../../harness/wrong-values.js";
import { newStack } from "../synthesized.js";
import { ACCESS_ENTRIES } from "./wrong-values-access-entries.js";
import { DETECTION_ENTRIES } from "./wrong-values-detection-entries.js";
import type { Entry } from "./wrong-values-entry.js";
import { IDENTITY_ENTRIES } from "./wrong-values-identity-entries.js";
import { NETWORK_ENTRIES } from "./wrong-values-network-entries.js";
import { POLICY_ENTRIES } from "./wrong-values-policy-entries.js";
import { TYPES } from "./wrong-values-types.js";
import { VALUE_ENTRIES } from "./wrong-values-value-entries.js";

const ENTRIES: Readonly<Record<string, Entry>> = {
  ...ACCESS_ENTRIES,
  ...DETECTION_ENTRIES,
  ...IDENTITY_ENTRIES,
  ...NETWORK_ENTRIES,
  ...POLICY_ENTRIES,
  ...VALUE_ENTRIES,
};
const FED = Object.entries(ENTRIES).filter(
  (row): row is [string, Exclude<Entry, string>] => typeof row[1] !== "string",
);

it("every function of the public API has a row", () => {
  expect(Object.keys(ENTRIES).sort()).toEqual(entryPoints(api));
});

it("every type of the public API is fed, or comes out of it", () => {
  expect(Object.keys(TYPES).sort()).toEqual(exportedTypes("constructs/index.ts"));
  const rows = [...FED.map(([name]) => name), "out"];
  expect(Object.values(TYPES).filter((row) => !rows.includes(row))).toEqual([]);
});

describe("each wrong value is refused with a CordonError, or taken for a reason", () => {
  it.each(FED)("%s", { timeout: 120_000 }, (_, entry) => {
    const newAround = () => {
      const stack = newStack();
      return { around: stack, other: new SecurityGroup(stack, "other", {}) };
    };
    const taken = takenBy(entry as EntryPoint<unknown>, newAround);
    expect(taken).toEqual(entry.taken ?? {});
  });
});

describe("the table notices", () => {
  it("a function, a method and a type without a row", () => {
    class Planted {
      dig(): void {}
    }
    const names = entryPoints({ ...api, Planted, plant: () => undefined });
    expect(names.filter((name) => ENTRIES[name] === undefined)).toEqual(["Planted", "Planted.dig", "plant"]);
    const { Severity: _, ...others } = TYPES;
    expect(exportedTypes("constructs/index.ts").filter((name) => others[name] === undefined)).toEqual([
      "Severity",
    ]);
  });

  it("a TypeError, and a wrong value that is taken", () => {
    const newAround = () => ({ around: undefined, other: {} });
    const careless = { args: () => [{ size: 1 }], call: (_: unknown, given: { size: number }) => given.size };
    expect(() => takenBy(careless, newAround)).toThrow("0 = undefined ends in a defect");
    const silent = { args: () => [1], call: () => undefined };
    expect(takenBy(silent, newAround)).toMatchObject({ null: ["0"], text: ["0"] });
  });
});
