import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CheckOptions } from "../../cli/check/check-options.js";
import { runCheck } from "../../cli/check/check-run.js";
import type { Report } from "../../core/check/report.js";
import { memoryStreams } from "../cli/memory-streams.js";
import { makeWorkFolder } from "./work-folder.js";

/** What one call of `cordon check` says of several documents, as its reader would count it. */
export interface CheckedDocuments {
  readonly exitCode: number;
  /** What is open: findings that nobody acknowledged, what is UNKNOWN, expectations that do not hold. */
  readonly open: readonly string[];
  readonly report: Report;
}

/**
 * Checks documents in one call.
 *
 * @param documents plans, or states, by name
 * @param options of the command. @default - none
 */
export async function checkDocuments(
  documents: Readonly<Record<string, unknown>>,
  options: Partial<CheckOptions> = {},
): Promise<CheckedDocuments> {
  const work = makeWorkFolder("checked-documents");
  try {
    mkdirSync(work.path, { recursive: true });
    const paths = Object.entries(documents).map(([name, json]) => {
      const path = join(work.path, `${name}.json`);
      writeFileSync(path, JSON.stringify(json));
      return path;
    });
    const streams = memoryStreams();
    const exitCode = await runCheck([paths], { format: "json", ...options } as CheckOptions, streams);
    const report: Report = JSON.parse(streams.written().stdout);
    const open = [
      ...report.findings
        .filter(({ acknowledged }) => acknowledged === null)
        .map(({ rule, severity, resource }) => `${severity} ${rule} ${resource}`),
      ...report.unknown.map(({ resource, why }) => `unknown ${resource}: ${why}`),
      ...report.expectations.filter(({ holds }) => holds !== true).map(({ name }) => `expectation ${name}`),
    ];
    return { exitCode, open, report };
  } finally {
    work.remove();
  }
}
