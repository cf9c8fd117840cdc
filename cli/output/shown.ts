import { fileURLToPath } from "node:url";
import type { Conclusion, Report } from "../../core/check/report.js";
import type { SourcePlace } from "../../core/check/sarif.js";
import type { Lists, View } from "../../core/check/view.js";
import type { CheckedNetwork } from "../../core/reachability/checked-network.js";
import type { PlaceOf } from "../check/source-place.js";

/** A report with what its text for people needs. */
export interface Shown {
  /** Of the whole network. */
  readonly report: Report;
  readonly network: CheckedNetwork;
  readonly conclusion: Conclusion;
  /** What the lists of conversations are limited to. @default - they are whole */
  readonly view?: View;
  /** The endpoints, edges and paths that are shown. */
  readonly seen: Lists;
  /** Entries that a list shows. */
  readonly most: number;
  /** Whether every section is shown, and not only what fits a screen. */
  readonly isDetailed: boolean;
  /** Characters of a line. */
  readonly width: number;
  /** Whether a plan was given its configuration. */
  readonly hasSource: boolean;
  readonly placeOf: PlaceOf;
  readonly nameOf: (id: string) => string;
}

/** "main.tf.json:12", or the file alone where the line is not known; nothing where the place is not. */
export function placeText(place: SourcePlace | undefined): string {
  if (place === undefined) return "";
  const file = place.uri.startsWith("file:") ? fileURLToPath(place.uri) : decodeURIComponent(place.uri);
  return place.line > 1 ? `${file}:${place.line}` : file;
}

/**
 * The end of a list that is longer than what it shows; nothing where all is shown.
 *
 * @param one what a single entry is @default - nothing
 * @param many what several are @default - as one, with an s
 */
export function andMore(rest: number, one = "", many = one === "" ? "" : `${one}s`): string[] {
  const what = rest === 1 ? one : many;
  const more = `… and ${rest.toLocaleString("en-US")} more${what === "" ? "" : ` ${what}`}`;
  return rest > 0 ? [`${more} (--max shows more, --format json all)`] : [];
}

/** The address of something in a module, keys included. */
const IN_MODULE =
  /(?:module\.[\w-]+(?:\[(?:"(?:[^"\\]|\\.)*"|\d+)\])?\.)+[\w-]+(?:\.[\w-]+|\[(?:"(?:[^"\\]|\\.)*"|\d+)\])*/g;

/** The text with endpoints of modules called as everywhere else: "module.blue.aws_security_group.node[0]" is "blue.node". */
export function inWords(text: string, { nameOf }: Pick<Shown, "nameOf">): string {
  return text.replace(IN_MODULE, (address) => nameOf(address));
}
