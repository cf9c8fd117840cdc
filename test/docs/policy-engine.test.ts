import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { REASON_CODES } from "../../core/policy/language/decision.js";
import { withReasonTable } from "../../scripts/reason-table.js";
import { TRANSPORT_REASONS } from "../../services/policy-engine/reasons.js";

it("has a table of reasons, which is generated", () => {
  const document = readFileSync("docs/policy-engine.md", "utf8");
  expect(document).toContain("`token_expired`");
  const [row = ""] = /\n\| `token_expired` .*/.exec(document) ?? [];
  expect(withReasonTable(document.replace(row, ""))).toBe(document);
});

it("has no reason in two tables", () => {
  expect(REASON_CODES.filter((code) => Object.hasOwn(TRANSPORT_REASONS, code))).toEqual([]);
});
