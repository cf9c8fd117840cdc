// Writes docs/rules.md: npx tsx scripts/generate-rules.ts
import { writeFileSync } from "node:fs";
import { rulesDocument } from "./rules-document.js";

writeFileSync("docs/rules.md", rulesDocument());
process.stdout.write("docs/rules.md\n");
