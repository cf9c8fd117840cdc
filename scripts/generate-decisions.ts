// Writes docs/decisions/README.md: npx tsx scripts/generate-decisions.ts
import { writeFileSync } from "node:fs";
import { decisionIndex } from "./decision-index.js";

writeFileSync("docs/decisions/README.md", decisionIndex());
process.stdout.write("docs/decisions/README.md\n");
