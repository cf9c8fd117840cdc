import { describe, expect, it } from "vitest";
import { globPattern, staticFolder } from "../../../adapters/duckdb/glob.js";

describe("a glob", () => {
  it.each([
    ["lake/**/*.parquet", "lake/a.parquet", true],
    ["lake/**/*.parquet", "lake/dt=1/hour=2/a.parquet", true],
    ["lake/*.parquet", "lake/dt=1/a.parquet", false],
    ["lake/**", "lake/x/y.jsonl", true],
    ["a?.jsonl", "ab.jsonl", true],
    ["a?.jsonl", "a/.jsonl", false],
    ["a[0-2].jsonl", "a1.jsonl", true],
    ["a[!0-2].jsonl", "a1.jsonl", false],
    ["{a,b}.{jsonl,parquet}", "b.parquet", true],
    ["{a,b}.jsonl", "c.jsonl", false],
    ["a{.jsonl*", "a{.jsonl", true],
    ["a,b+(1).jsonl*", "a,b+(1).jsonl.gz", true],
    ["./lake/*.jsonl", "lake/a.jsonl", true],
  ])("%s and %s: %s", (glob, path, matches) => {
    expect(globPattern(glob).test(path)).toBe(matches);
  });

  it.each([
    ["lake/**/*.parquet", "lake"],
    ["*.parquet", "."],
    ["/*.parquet", "/"],
    ["/var/log/a-*/x.jsonl", "/var/log"],
  ])("%s begins in %s", (glob, folder) => {
    expect(staticFolder(glob)).toBe(folder);
  });
});
