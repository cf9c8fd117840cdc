import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { GUARDRAILS } from "../../core/guardrails/guardrails.js";
import { areaOf, DOCUMENTED_AREAS, rulesDocument } from "../../scripts/rules-document.js";

const ROOT = resolve(import.meta.dirname, "../..");

describe("docs/rules.md", () => {
  it("has a section for the area of every rule", () => {
    expect(GUARDRAILS.filter((guardrail) => !DOCUMENTED_AREAS.includes(areaOf(guardrail)))).toEqual([]);
    for (const { id } of GUARDRAILS) expect(rulesDocument()).toContain(`### ${id}\n`);
  });
});

describe("the list of guardrails", () => {
  it("holds one rule for every file", () => {
    const files = readdirSync(join(ROOT, "core/guardrails/rules"));
    expect(files).toHaveLength(GUARDRAILS.length);
  });
});
