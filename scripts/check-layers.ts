// `npm run lint`: fails where a file imports what its room may not (scripts/layers.ts), or a room holds too much of
// the code (scripts/room-sizes.ts).
import { wrongImports } from "./layers.js";
import { LARGEST_SHARE, overlargeRooms } from "./room-sizes.js";
import { sourceFiles } from "./source-files.js";

const files = sourceFiles(process.cwd());
const wrong = wrongImports(files);
for (const { file, imports, room } of wrong) {
  process.stderr.write(`${file} imports ${imports}: ${room} may not (scripts/layers.ts)\n`);
}
const overlarge = overlargeRooms(files);
for (const { room, share } of overlarge) {
  process.stderr.write(
    `${room} holds ${Math.round(share * 100)} % of the code: at most ${LARGEST_SHARE * 100} % (scripts/room-sizes.ts)\n`,
  );
}
process.exitCode = wrong.length + overlarge.length > 0 ? 1 : 0;
