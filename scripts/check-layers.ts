// `npm run lint`: fails where a file imports what its room may not (scripts/layers.ts), or a room holds too much of
// the code (scripts/room-sizes.ts).
import { execFileSync } from "node:child_process";
import { wrongImports } from "./layers.js";
import { LARGEST_SHARE, overlargeRooms } from "./room-sizes.js";

const listed = execFileSync("git", [
  "ls-files",
  "--cached",
  "--others",
  "--exclude-standard",
  "*.ts",
  "*.js",
]);
const files = listed.toString("utf8").trim().split("\n");
const wrong = wrongImports(files);
for (const { file, imports, room } of wrong) {
  process.stderr.write(`${file} imports ${imports}: ${room} may not (scripts/layers.ts)\n`);
}
const overlarge = overlargeRooms(files);
for (const { room, lines, share } of overlarge) {
  process.stderr.write(
    `${room} holds ${lines} lines, ${percent(share)} of the code: at most ${percent(LARGEST_SHARE)}; split it\n`,
  );
}
process.exitCode = wrong.length + overlarge.length > 0 ? 1 : 0;

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
