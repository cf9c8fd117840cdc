import { reportGrants } from "../../services/access-broker/report-grants.js";
import type { ReportRow } from "../../services/access-broker/verbs.js";
import { instantOf } from "../input/now.js";
import { EXIT } from "../output/exit-codes.js";
import type { Streams } from "../streams.js";
import type { LiveOptions } from "./live-options.js";
import { question } from "./question.js";
import { runLive } from "./run-live.js";

/** The arguments of `cordon access report`. */
export type ReportArguments = readonly [];

/** The options of `cordon access report`. */
export interface ReportOptions extends LiveOptions {
  readonly from: string;
  readonly to: string;
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
      const isCsv = options.format === "csv" && options.json !== true;
      await streams.out.write(isCsv ? csvOf(report.grants) : `${JSON.stringify(report, null, 2)}\n`);
      return EXIT.clean;
    },
  );
}

/** RFC 4180, with a header; lines end with CR LF as it says. */
function csvOf(rows: readonly ReportRow[]): string {
  const lines = rows.map((row) => COLUMNS.map((column) => field(row[column])).join(","));
  return [COLUMNS.join(","), ...lines].map((line) => `${line}\r\n`).join("");
}

function field(value: ReportRow[keyof ReportRow]): string {
  const text = Array.isArray(value) ? value.join(" ") : String(value ?? "");
  // A spreadsheet would run what begins like a formula (OWASP, "CSV Injection").
  const safe = /^[=+\-@\t\r]/u.test(text) ? `'${text}` : text;
  return /[",\r\n]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
