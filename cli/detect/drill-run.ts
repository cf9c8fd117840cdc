import { openLog } from "../../adapters/duckdb/open-log.js";
import { drill } from "../../services/anomaly-detector/drill.js";
import { instantOf } from "../input/now.js";
import { EXIT } from "../output/exit-codes.js";
import type { Streams } from "../streams.js";
import { chosenRule } from "./rule-choice.js";

/** The options of `cordon detect drill`. */
export interface DetectDrillOptions {
  readonly rule: string;
  readonly logs: string;
  readonly now?: string;
  readonly format: "table" | "json";
}

/** Plays the attack, and says when it was found. */
export async function runDetectDrill(
  _: readonly [],
  options: DetectDrillOptions,
  streams: Streams,
): Promise<number> {
  const { rule } = await chosenRule(options.rule);
  const now = instantOf(options.now);
  const log = await openLog(options.logs);
  try {
    const result = await drill(log.engine, rule, now);
    const isFound = result?.secondsToDetection !== undefined;
    if (options.format === "json") {
      await streams.out.write(
        `${JSON.stringify({ version: 1, rule: rule.id, found: isFound, ...result }, null, 2)}\n`,
      );
    } else {
      const when = isFound ? `found after ${result.secondsToDetection} s, at ${result.foundAt}` : "MISSED";
      await streams.out.write(`${rule.id}  ${result?.name ?? "no case"}: ${when}\n`);
    }
    return isFound ? EXIT.clean : EXIT.findings;
  } finally {
    log.close();
  }
}
