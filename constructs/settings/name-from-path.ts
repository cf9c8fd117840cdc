import type { Construct } from "constructs";

/** What a resource's name may hold. */
export interface NameShape {
  readonly longest: number;
  readonly characters:
    | "letters, digits and -"
    | "letters, digits, - and _"
    | "lower-case letters, digits and -";
}

const REFUSED: Readonly<Record<NameShape["characters"], RegExp>> = {
  "letters, digits and -": /[^A-Za-z0-9-]+/g,
  "letters, digits, - and _": /[^A-Za-z0-9_-]+/g,
  "lower-case letters, digits and -": /[^a-z0-9]+/g,
};

/** Characters of the construct's address at the end: they keep names apart that are equal after the cut. */
const ADDRESS = 8;

/** The name that a construct gives its resource where the user gives none. It moves only where the construct moves. */
export function nameFromPath({ node }: Construct, { longest, characters }: NameShape): string {
  const isLower = characters.startsWith("lower-case");
  const path = (isLower ? node.path.toLowerCase() : node.path).replace(REFUSED[characters], "-");
  const start = path.slice(0, longest - ADDRESS - 1);
  // Names of lower-case letters are those of databases and buckets, which start with a letter.
  return `${isLower ? start.replace(/^[^a-z]+/, "l") : start}-${node.addr.slice(-ADDRESS)}`;
}
