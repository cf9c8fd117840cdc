import type { Report } from "../../core/check/report.js";

/** Names of endpoints by id. */
export function nameFrom({ endpoints }: Pick<Report, "endpoints">): (id: string) => string {
  const names = new Map(endpoints.map(({ id, name }) => [id, name]));
  return (id) => names.get(id) ?? id;
}
