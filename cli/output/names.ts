import { displayNames } from "../../core/check/display-names.js";
import type { Report } from "../../core/check/report.js";

/** Names of endpoints by id, each of them one alone. */
export function nameFrom({ endpoints }: Pick<Report, "endpoints">): (id: string) => string {
  const names = displayNames(endpoints);
  return (id) => names.get(id) ?? id;
}
