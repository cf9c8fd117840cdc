// Writes docs/errors.md: npx tsx scripts/generate-errors.ts
import { writeFileSync } from "node:fs";
import { errorsDocument } from "./generated-files.js";

writeFileSync("docs/errors.md", errorsDocument());
process.stdout.write("docs/errors.md\n");
