import { statSync } from "node:fs";
import { openLog } from "../../adapters/duckdb/open-log.js";
import type { DetectionErrorCode } from "../../core/detection/error-codes.js";
import type { DetectionRule } from "../../core/detection/rules/rule.js";
import { CordonError, quote } from "../../core/errors.js";
import { type Backtest, backtest } from "../../services/anomaly-detector/backtest.js";
import type { QueryEngine } from "../../services/anomaly-detector/query-engine.js";
import { runRuleCases } from "../../services/anomaly-detector/run-rule-cases.js";
import { numberOption } from "../input/number-option.js";
import { EXIT } from "../output/exit-codes.js";
import { count, headline, printable } from "../output/text.js";
import type { Streams } from "../streams.js";
import { chosenRule } from "./rule-choice.js";
import { readSurroundings } from "./surroundings-file.js";

/** The options of `cordon detect backtest`. */
export interface DetectBacktestOptions {
  readonly rule: string;
  readonly logs: string;
  readonly expect?: string;
  readonly surroundings?: string;
  readonly format: "table" | "json";
}

/** Runs the rule over each day of the log. */
export async function runDetectBacktest(
  _: readonly [],
  options: DetectBacktestOptions,
  streams: Streams,
): Promise<number> {
  const { rule, settings, isOwn } = await chosenRule(options.rule);
  const expected = expectedOf(options.expect);
  const surroundings = readSurroundings(options.surroundings);
  const log = await openLog(options.logs);
  try {
    if (isOwn) await checkCases(rule, log.engine, options.rule);
    const bytes = Object.values(log.files)
      .flat()
      .reduce((sum, file) => sum + statSync(file).size, 0);
    const result = await backtest(log.engine, { rule, settings, surroundings, bytes });
    if (result === undefined) {
      await streams.err.write("the log has no rows: nothing was tested\n");
      return EXIT.incomplete;
    }
    const asExpected = expected === undefined || result.alertsADay <= expected;
    const json = { version: 1, rule: rule.id, settings, ...result, expected: expected ?? null, asExpected };
    const text =
      options.format === "json"
        ? `${JSON.stringify(json, null, 2)}\n`
        : tableOf(rule.title, result, expected);
    await streams.out.write(text);
    return asExpected ? EXIT.clean : EXIT.findings;
  } finally {
    log.close();
  }
}

/** @throws CordonError CORDON_DETECTION_RULE_FILE_INVALID for every case that went otherwise than it says */
async function checkCases(rule: DetectionRule, engine: QueryEngine, file: string): Promise<void> {
  const failed = (await runRuleCases(rule, engine)).filter(({ passed }) => !passed);
  if (failed.length === 0) return;
  throw new CordonError(
    failed.map(({ name, expected, got }) => ({
      code: "CORDON_DETECTION_RULE_FILE_INVALID" satisfies DetectionErrorCode,
      summary: `the rule does not do what its case says: ${name}`,
      got: quote(got),
      allowed: JSON.stringify(expected),
      fix: "correct the statement, or the case",
      where: `${file}#/cases`,
    })),
  );
}

function expectedOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  return numberOption(text, {
    where: "--expect",
    summary: "this is not a number of alerts a day",
    allowed: "a number, 0 or more",
    fix: "say how many alerts a day the rule may bring, as --expect 2",
  });
}

function tableOf(title: string, result: Backtest, expected: number | undefined): string {
  const lines = [
    headline(title),
    `${count(result.alerts, "alert")} in ${count(result.days, "day")}: ${result.alertsADay.toFixed(2)} a day`,
    ...(expected === undefined ? [] : [`at most ${expected} a day were expected`]),
    `${(result.bytesScanned / 1e6).toFixed(1)} MB a run on Athena, $${result.dollarsAMonth.toFixed(2)} a month`,
    ...Object.entries(result.byDay).map(([day, alerts]) => `  ${day}  ${alerts}`),
    ...result.noisiest.map(([subject, alerts]) => `  ${printable(subject)}: ${alerts}`),
  ];
  return `${lines.join("\n")}\n`;
}
