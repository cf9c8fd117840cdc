import { verb } from "../command.js";
import { format, option, required } from "../options.js";
import { LIVE_EXIT_CODES, liveOptions } from "./live-options.js";
import type { ReportArguments, ReportOptions } from "./report-run.js";

/** `cordon access report`. */
export const accessReport = verb<ReportArguments, ReportOptions>({
  name: "report",
  summary: "report the grants of a period, for access reviews",
  description: "Reports who asked for what, who approved it, and from when to when it held.",
  options: [
    required("--from <instant>", "beginning of the period, inclusive"),
    required("--to <instant>", "its end, exclusive"),
    option(
      "--cloudtrail <glob>",
      "say what each grant was used for, by these CloudTrail files (*.json, *.json.gz)",
    ),
    format(["json", "csv"]),
    ...liveOptions(),
  ],
  exitCodes: LIVE_EXIT_CODES,
  example:
    "cordon access report --from 2026-11-01T00:00:00Z --to 2026-12-01T00:00:00Z --format csv --local demo",
  load: async () => (await import("./report-run.js")).runReport,
});
