import { normalize } from "node:path";

/** What makes a part of a path a pattern. */
const MAGIC = /[*?[{]/u;

/** The folder above the first part of a glob that is a pattern. */
export function staticFolder(glob: string): string {
  const parts = normalize(glob).split("/");
  const first = parts.findIndex((part) => MAGIC.test(part));
  const folder = parts.slice(0, first < 0 ? -1 : first).join("/");
  if (folder !== "") return folder;
  return glob.startsWith("/") ? "/" : ".";
}

/** A glob as the pattern of whole paths: `**` is any number of folders, `*` and `?` stay within a name. */
export function globPattern(glob: string): RegExp {
  let pattern = "";
  let depth = 0;
  const text = normalize(glob);
  // Braces that do not match are characters as any other.
  const hasAlternatives = /^[^{}]*(?:\{[^{}]*\}[^{}]*)+$/u.test(text);
  for (let at = 0; at < text.length; at += 1) {
    const rest = text.slice(at);
    const set = /^\[(!|\^)?([^\]/]+)\]/u.exec(rest);
    if (rest.startsWith("**/")) {
      pattern += "(?:[^/]+/)*";
      at += 2;
    } else if (rest.startsWith("**")) {
      pattern += ".*";
      at += 1;
    } else if (set !== null) {
      pattern += `[${set[1] === undefined ? "" : "^"}${(set[2] as string).replace(/[\\^[\]]/gu, "\\$&")}]`;
      at += set[0].length - 1;
    } else {
      const character = text[at] as string;
      if (hasAlternatives && character === "{") depth += 1;
      pattern += characterPattern(character, depth > 0);
      if (hasAlternatives && character === "}") depth -= 1;
    }
  }
  return new RegExp(`^${pattern}$`, "su");
}

/** What a character of a glob matches, inside or outside of `{a,b}`. */
function characterPattern(character: string, inBraces: boolean): string {
  if (character === "*") return "[^/]*";
  if (character === "?") return "[^/]";
  if (inBraces && character === "{") return "(?:";
  if (inBraces && character === "}") return ")";
  if (inBraces && character === ",") return "|";
  return character.replace(/[\\^$.()|+[\]{}]/gu, "\\$&");
}
