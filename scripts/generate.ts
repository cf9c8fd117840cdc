// `npm run generate`: writes every file of the repository that is made from the source.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { generatedFiles } from "./generated.js";

for (const [path, text] of Object.entries(generatedFiles())) {
  const isNew = !existsSync(path) || readFileSync(path, "utf8") !== text;
  mkdirSync(dirname(path), { recursive: true });
  if (isNew) writeFileSync(path, text);
  process.stdout.write(`${isNew ? "written  " : "unchanged"} ${path}\n`);
}
