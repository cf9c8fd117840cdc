import { fileURLToPath } from "node:url";
import type { Conclusion, Report } from "../../core/check/report.js";
import type { SourcePlace } from "../../core/check/sarif.js";
import type { CheckedNetwork } from "../../core/reachability/checked-network.js";
import type { PlaceOf } from "../check/source-place.js";

/** A report with what its text for people needs. */
export interface Shown {
  readonly report: Report;
  readonly network: CheckedNetwork;
  readonly conclusion: Conclusion;
  /** Entries that a list shows. */
  readonly most: number;
  readonly placeOf: PlaceOf;
  /** Where the document of the rules is. */
  readonly ruleDocument: string;
}

/** "main.tf.json:12", or the file alone where the line is not known; nothing where the place is not. */
export function placeText(place: SourcePlace | undefined): string {
  if (place === undefined) return "";
  const file = place.uri.startsWith("file:") ? fileURLToPath(place.uri) : decodeURIComponent(place.uri);
  return place.line > 1 ? `${file}:${place.line}` : file;
}

/** The end of a list that is longer than what it shows; nothing where all is shown. */
export function andMore(rest: number, what = ""): string[] {
  const more = `… and ${rest.toLocaleString("en-US")} more${what === "" ? "" : ` ${what}`}`;
  return rest > 0 ? [`${more} (--max shows more, --format json all)`] : [];
}
