// `npm run lint`: fails where a file imports what its room may not (scripts/layers.ts).
import { execFileSync } from "node:child_process";
import { wrongImports } from "./layers.js";

const listed = execFileSync("git", [
  "ls-files",
  "--cached",
  "--others",
  "--exclude-standard",
  "*.ts",
  "*.js",
]);
const wrong = wrongImports(listed.toString("utf8").trim().split("\n"));
for (const { file, imports, room } of wrong) {
  process.stderr.write(`${file} imports ${imports}: ${room} may not (scripts/layers.ts)\n`);
}
process.exitCode = wrong.length > 0 ? 1 : 0;
