import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { REASON_CODES } from "../../core/policy/language/decision.js";
import { withReasonTable } from "../../scripts/reason-table.js";
import { TRANSPORT_REASONS } from "../../services/policy-engine/reasons.js";

it("has the table of reasons that `npx tsx scripts/generate-reasons.ts` writes", () => {
  const document = readFileSync("docs/policy-engine.md", "utf8");
  expect(withReasonTable(document)).toBe(document);
  expect(document).toContain("`token_expired`");
});

it("has no reason in two tables", () => {
  expect(REASON_CODES.filter((code) => Object.hasOwn(TRANSPORT_REASONS, code))).toEqual([]);
});
