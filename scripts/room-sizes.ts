// How much of the code each room holds: a room above the limit is several rooms under one name.
import { readFileSync } from "node:fs";

/** The largest part of the code that one room may hold. */
export const LARGEST_SHARE = 0.2;

/** A room, a folder of core or another top folder, with its lines of code. */
export interface RoomSize {
  readonly room: string;
  readonly lines: number;
  /** Part of all lines, 0 to 1. */
  readonly share: number;
}

/** Top folders that hold no code of the product. */
const NOT_CODE = ["test", "bench", "scripts", "examples"];

/** Every room, largest first. Files at the root and generated ones do not count. */
export function roomSizes(
  files: readonly string[],
  read: (file: string) => string = (file) => readFileSync(file, "utf8"),
): RoomSize[] {
  const lines = new Map<string, number>();
  for (const file of files.filter(isCode)) {
    const room = /^core\/[^/]+|^[^/]+/u.exec(file)?.[0] ?? "";
    lines.set(room, (lines.get(room) ?? 0) + (read(file).match(/\n/gu)?.length ?? 0));
  }
  const total = [...lines.values()].reduce((sum, count) => sum + count, 0);
  return [...lines]
    .map(([room, count]) => ({ room, lines: count, share: count / total }))
    .sort((a, b) => b.lines - a.lines);
}

/** Rooms above {@link LARGEST_SHARE}, largest first. */
export function overlargeRooms(files: readonly string[], read?: (file: string) => string): RoomSize[] {
  return roomSizes(files, read).filter(({ share }) => share > LARGEST_SHARE);
}

function isCode(file: string): boolean {
  const [top = "", ...rest] = file.split("/");
  return file.endsWith(".ts") && rest.length > 0 && !NOT_CODE.includes(top) && !rest.includes("generated");
}
