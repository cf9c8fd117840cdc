// Writes the table of reasons into docs/policy-engine.md: npx tsx scripts/generate-reasons.ts
import { readFileSync, writeFileSync } from "node:fs";
import { withReasonTable } from "./reason-table.js";

const DOCUMENT = "docs/policy-engine.md";
writeFileSync(DOCUMENT, withReasonTable(readFileSync(DOCUMENT, "utf8")));
process.stdout.write(`${DOCUMENT}\n`);
