import { findingFolder } from "../../adapters/files/finding-folder.js";
import { type Counterfactual, counterfactuals } from "../../core/detection/findings/counterfactual.js";
import type { DetectionFinding } from "../../core/detection/findings/finding.js";
import { withStatus } from "../../core/detection/findings/notice-status.js";
import { DETECTION_RULES } from "../../core/detection/rules/rules.js";
import { instantOf } from "../input/now.js";
import { EXIT } from "../output/exit-codes.js";
import { headline, indented } from "../output/text.js";
import type { Streams } from "../streams.js";
import { findingIn } from "./finding-in.js";
import { blockOf } from "./finding-table.js";

/** The options of `cordon detect explain`. */
export interface DetectExplainOptions {
  readonly state: string;
  readonly now?: string;
  readonly format: "table" | "json";
}

/** Explains a finding from what the run remembered of it. */
export async function runDetectExplain(
  [id]: readonly [string],
  options: DetectExplainOptions,
  streams: Streams,
): Promise<number> {
  const now = instantOf(options.now);
  const state = await findingFolder(options.state).read();
  const finding = findingIn(state, id, options.state);
  const [told] = withStatus([finding], state, now);
  const without =
    finding.model === undefined ? [] : counterfactuals(finding.model.unlikely, finding.model.threshold);
  const differ = finding.model === undefined ? settingsOf(finding) : without.map(sentenceOf);
  if (options.format === "json") {
    await streams.out.write(`${JSON.stringify({ version: 1, finding: told, without, differ }, null, 2)}\n`);
    return EXIT.clean;
  }
  const parts = [
    ...(told === undefined ? [] : [blockOf(told)]),
    headline("What would have had to differ"),
    differ.map((line) => indented(line, 4, "  - ")).join("\n"),
    headline("What to do"),
    finding.runbook.map((line, index) => indented(line, 4, ` ${index + 1}. `)).join("\n"),
  ];
  await streams.out.write(`${parts.join("\n")}\n`);
  return EXIT.clean;
}

function sentenceOf({ without, log10p, isAlert }: Counterfactual): string {
  return `with ordinary ${without}: p = 10^${log10p.toFixed(1)}, ${isAlert ? "still an alert" : "no alert"}`;
}

/** The numbers of a rule, below or above which it stays silent. */
function settingsOf({ rule }: DetectionFinding): string[] {
  const settings = DETECTION_RULES.find(({ id }) => id === rule)?.settings ?? {};
  return Object.values(settings).map(({ default: value, meaning }) => `${meaning}: ${value}`);
}
