import { reportGrants } from "../../services/access-broker/report-grants.js";
import type { ReportRow } from "../../services/access-broker/verbs.js";
import { instantOf } from "../input/now.js";
import { EXIT } from "../output/exit-codes.js";
import type { Streams } from "../streams.js";
import type { LiveOptions } from "./live-options.js";
import { question } from "./question.js";
import { runLive } from "./run-live.js";
import { type UsedRow, withUse } from "./use-report.js";

/** The arguments of `cordon access report`. */
export type ReportArguments = readonly [];

/** The options of `cordon access report`. */
export interface ReportOptions extends LiveOptions {
  readonly from: string;
  readonly to: string;
  readonly cloudtrail?: string;
  readonly format: "json" | "csv";
}

const COLUMNS: readonly (keyof ReportRow)[] = [
  "grant",
  "requester",
  "entitlement",
  "target",
  "state",
  "requestedAt",
  "activation",
  "deadline",
  "endedAt",
  "ending",
  "minutes",
  "reason",
  "ticket",
  "approvedBy",
  "breakGlass",
  "review",
  "extends",
  "documentHash",
];

/** Columns of a report with `--cloudtrail` beside these. */
const USE_COLUMNS = ["use", "useCalls", "useOutside", "useResources", "useWhy"];

type Cells = Readonly<Record<string, unknown>>;

/** Reports the grants of a period. */
export function runReport(_: ReportArguments, options: ReportOptions, streams: Streams): Promise<number> {
  const period = { from: instantOf(options.from), to: instantOf(options.to) };
  return runLive(
    options,
    streams,
    {
      question: question("report", { from: options.from, to: options.to }),
      isAnswer: ({ grants }) => Array.isArray(grants),
      local: ({ ports, caller }) => reportGrants(ports, caller, period),
    },
    async (report) => {
      const { cloudtrail } = options;
      const now = instantOf(options.now);
      const grants = cloudtrail === undefined ? report.grants : await withUse(report.grants, cloudtrail, now);
      const isCsv = options.format === "csv" && options.json !== true;
      const columns = cloudtrail === undefined ? COLUMNS : [...COLUMNS, ...USE_COLUMNS];
      await streams.out.write(
        isCsv ? csvOf(grants.map(flat), columns) : `${JSON.stringify({ ...report, grants }, null, 2)}\n`,
      );
      return EXIT.clean;
    },
  );
}

/** The row with its use in columns of its own. */
function flat(row: ReportRow | UsedRow): Cells {
  const { stated: _, ...cells } = row;
  if (!("use" in row)) return { ...cells };
  const { outcome = null, calls = null, outside = null, resources = [], why = null } = row.use ?? {};
  return {
    ...cells,
    use: outcome,
    useCalls: calls,
    useOutside: outside,
    useResources: resources,
    useWhy: why,
  };
}

/** RFC 4180, with a header; lines end with CR LF as it says. */
function csvOf(rows: readonly Cells[], columns: readonly string[]): string {
  const lines = rows.map((row) => columns.map((column) => field(row[column])).join(","));
  return [columns.join(","), ...lines].map((line) => `${line}\r\n`).join("");
}

function field(value: unknown): string {
  const text = Array.isArray(value) ? value.join(" ") : String(value ?? "");
  // A spreadsheet would run what begins like a formula (OWASP, "CSV Injection").
  const safe = /^[=+\-@\t\r]/u.test(text) ? `'${text}` : text;
  return /[",\r\n]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
