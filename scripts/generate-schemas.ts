// Writes the published JSON schemas: npx tsx scripts/generate-schemas.ts
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { schemaFiles } from "./generated-files.js";

for (const [path, text] of Object.entries(schemaFiles())) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  process.stdout.write(`${path}\n`);
}
