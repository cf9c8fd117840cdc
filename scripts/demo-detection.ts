import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openLog } from "../adapters/duckdb/open-log.js";
import { blockOf } from "../cli/detect/finding-table.js";
import { findingPage } from "../cli/detect/page/finding-page.js";
import { accessLogLine } from "../core/detection/access-log-record.js";
import { NEW_STATE, type ToldFinding } from "../core/detection/findings/finding.js";
import { withStatus } from "../core/detection/findings/notice-status.js";
import { DEFAULT_SURROUNDINGS } from "../core/detection/rules/rule.js";
import { DETECTION_RULES } from "../core/detection/rules/rules.js";
import { FINDING_SEVERITIES } from "../core/detection/severity.js";
import { simulateWorld } from "../core/detection/world/simulate.js";
import { eventsAround } from "../services/anomaly-detector/finding-events.js";
import { runDetection } from "../services/anomaly-detector/run-detection.js";

const PEOPLE = 24;
const BUDGET = 1;
const SHOWN = 3;

/**
 * A generated week after thirty days of learning, with one attack of each scenario in it: the three gravest findings,
 * as lines of at most 80 columns. The log and a page of all findings are written to the folder.
 */
export async function detectionDemo(folder: string): Promise<string> {
  const world = simulateWorld({
    ...{ kind: "nominal", seed: 1, users: PEOPLE, trainDays: 30, testDays: 7 },
    attacksPerScenario: 1,
  });
  mkdirSync(folder, { recursive: true });
  const [path, page] = [join(folder, "log.jsonl"), join(folder, "detection.html")];
  writeFileSync(path, world.records.map(accessLogLine).join(""));
  const [since, now] = [Date.parse(world.trainUntil), Date.parse(world.until)];
  const log = await openLog(path);
  try {
    const found = await runDetection(log.engine, {
      ...{ since, now, budget: BUDGET, rules: DETECTION_RULES },
      ...{ surroundings: DEFAULT_SURROUNDINGS, state: NEW_STATE },
    });
    const told = withStatus(found, NEW_STATE, now);
    const around = await eventsAround(log.engine, told, now);
    const findings = told.map((finding, index) => ({ finding, around: around[index] ?? null }));
    writeFileSync(page, findingPage({ since, now, findings, faults: [] }));
    return [
      `${world.attacks.length} attacks among ${world.records.length} requests; ${told.length} findings in a week at a budget of
${BUDGET} false alert a day. The gravest, one a person; all are in ${page}:`,
      ...gravest(told).map(blockOf),
    ].join("\n\n");
  } finally {
    log.close();
  }
}

/** The gravest findings of different people; of equal severity, the least likely. */
function gravest(findings: readonly ToldFinding[]): readonly ToldFinding[] {
  const rank = ({ severity, model }: ToldFinding) =>
    FINDING_SEVERITIES.indexOf(severity) * 1000 + (model?.log10p ?? 0);
  const subjects = new Set<string>();
  return [...findings]
    .sort((a, b) => rank(a) - rank(b))
    .filter(({ subject }) => !subjects.has(subject) && subjects.add(subject))
    .slice(0, SHOWN);
}

if (import.meta.filename === process.argv[1]) process.stdout.write(`${await detectionDemo(".demo")}\n`);
