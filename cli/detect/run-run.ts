import { type OpenLog, openLog } from "../../adapters/duckdb/open-log.js";
import { findingFolder } from "../../adapters/files/finding-folder.js";
import { NEW_STATE, type ToldFinding } from "../../core/detection/findings/finding.js";
import { nextState, withStatus } from "../../core/detection/findings/notice-status.js";
import { ocsfFinding } from "../../core/detection/findings/ocsf.js";
import { isInForce } from "../../core/detection/findings/suppression.js";
import { DETECTION_RULES } from "../../core/detection/rules/rules.js";
// biome-ignore lint/correctness/useImportExtensions: it is JSON, and no module of ours.
import packageJson from "../../package.json" with { type: "json" };
import {
  describeQuality,
  type QualityFinding,
  qualityOf,
} from "../../services/anomaly-detector/data-quality.js";
import { eventsAround } from "../../services/anomaly-detector/finding-events.js";
import { runDetection } from "../../services/anomaly-detector/run-detection.js";
import { instantOf } from "../input/now.js";
import { refusedOption } from "../input/refuse-option.js";
import { EXIT } from "../output/exit-codes.js";
import { Progress } from "../output/progress.js";
import { printable } from "../output/text.js";
import type { Streams } from "../streams.js";
import { findingTable } from "./finding-table.js";
import { budgetOf, instantOption } from "./options.js";
import { findingPage } from "./page/finding-page.js";
import type { PageRange } from "./page/timeline.js";
import { readSuppressions } from "./suppression-file.js";
import { readSurroundings } from "./surroundings-file.js";

/** The options of `cordon detect run`. */
export interface DetectRunOptions {
  readonly logs: string;
  readonly budget: string;
  readonly now?: string;
  readonly since?: string;
  readonly state?: string;
  readonly surroundings?: string;
  readonly suppressions?: string;
  readonly format: "table" | "json" | "ocsf" | "html";
}

const DAY = 86_400_000;

/** Finds, prints, and remembers what it found. */
export async function runDetectRun(
  _: readonly [],
  options: DetectRunOptions,
  streams: Streams,
): Promise<number> {
  const budget = budgetOf(options.budget);
  const now = instantOf(options.now);
  const since = sinceOf(options.since, now);
  const surroundings = readSurroundings(options.surroundings);
  const suppressions = await readSuppressions(options.suppressions);
  const store = options.state === undefined ? undefined : findingFolder(options.state);
  const state = (await store?.read()) ?? NEW_STATE;
  const log = await openLog(options.logs);
  const progress = new Progress(streams.err);
  try {
    const quality = await qualityOf(log.engine, now);
    const found = await runDetection(
      log.engine,
      { since, now, budget, rules: DETECTION_RULES, surroundings, state },
      ({ what, done, total }) => progress.report({ unit: `steps: ${what}`, count: done, done, total }),
    );
    progress.finish();
    const told = withStatus(found, state, now, suppressions);
    const output =
      options.format === "html"
        ? await pageOf(log, told, quality, { since, now })
        : print(told, quality, { now, since, format: options.format });
    await store?.write(nextState(state, found, now));
    await streams.out.write(output);
    for (const { subject, expires } of suppressions.filter((one) => !isInForce(one, now))) {
      await streams.err.write(
        printable(`the suppression of ${subject} is over since ${expires}`).concat("\n"),
      );
    }
    for (const column of log.lacking) await streams.err.write(`the log has no column ${column}\n`);
    for (const fault of quality) await streams.err.write(`${printable(describeQuality(fault))}\n`);
    return told.some(({ status }) => status === "new" || status === "repeated") ? EXIT.findings : EXIT.clean;
  } finally {
    progress.finish();
    log.close();
  }
}

function sinceOf(text: string | undefined, now: number): number {
  const since = text === undefined ? now - DAY : instantOption("--since", text);
  if (since < now && since >= now - LONGEST_RUN_DAYS * DAY) return since;
  throw refusedOption({
    where: "--since",
    summary: "the run would begin at no time that it can look at",
    got: text ?? "nothing",
    allowed: `an instant before --now, at most ${LONGEST_RUN_DAYS} days`,
    fix: "choose a later instant, or an earlier one where it lies after --now",
  });
}

/** A run keeps findings in memory: a year of them is a report, and no run. */
const LONGEST_RUN_DAYS = 92;

/** The page needs the log once more, for the events around each finding. */
async function pageOf(
  { engine, lacking }: OpenLog,
  findings: readonly ToldFinding[],
  quality: readonly QualityFinding[],
  range: PageRange,
): Promise<string> {
  const around = await eventsAround(engine, findings, range.now);
  return findingPage({
    ...range,
    findings: findings.map((finding, index) => ({ finding, around: around[index] ?? null })),
    faults: [...lacking.map((column) => `the log has no column ${column}`), ...quality.map(describeQuality)],
  });
}

function print(
  findings: readonly ToldFinding[],
  dataQuality: readonly QualityFinding[],
  {
    now,
    since,
    format,
  }: {
    readonly now: number;
    readonly since: number;
    readonly format: Exclude<DetectRunOptions["format"], "html">;
  },
): string {
  switch (format) {
    case "table":
      return findingTable(findings, { since, now });
    case "json": {
      const instants = { since: new Date(since).toISOString(), now: new Date(now).toISOString() };
      return `${JSON.stringify({ version: 1, ...instants, findings, dataQuality }, null, 2)}\n`;
    }
    case "ocsf":
      return findings
        .map((finding) => `${JSON.stringify(ocsfFinding(finding, now, packageJson.version))}\n`)
        .join("");
  }
}
