// `npm run lint`: fails where a file imports what its room may not (scripts/layers.ts).
import { wrongImports } from "./layers.js";
import { sourceFiles } from "./source-files.js";

const wrong = wrongImports(sourceFiles(process.cwd()));
for (const { file, imports, room } of wrong) {
  process.stderr.write(`${file} imports ${imports}: ${room} may not (scripts/layers.ts)\n`);
}
process.exitCode = wrong.length > 0 ? 1 : 0;
