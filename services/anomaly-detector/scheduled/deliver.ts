import type { DetectionState } from "../../../core/detection/findings/finding.js";
import { type Channel, type FindingRow, readFindings, riskOf, toldOf, writeFinding } from "./findings.js";
import type { DetectorPorts } from "./ports.js";

const MINUTE = 60_000;
/** Waits before another attempt: five minutes, doubled each time, six hours at most. */
const WAITS = { first: 5 * MINUTE, longest: 360 * MINUTE } as const;
/** AWS Security Hub API Reference, BatchImportFindings. */
const LARGEST_BATCH = 100;

/**
 * Brings what is written down to whoever is to be told. What cannot be brought stays written down, for a later run.
 *
 * @returns how many findings still wait
 */
export async function deliverFindings(ports: DetectorPorts): Promise<number> {
  const { rows, known } = await readFindings(ports.state);
  const now = ports.now();
  const due = [...rows.values()].filter(({ pending, nextAt }) => pending.length > 0 && nextAt <= now);
  const brought = new Map<string, Set<Channel>>(due.map(({ finding }) => [finding.id, new Set()]));
  for (const row of due.filter(({ pending }) => pending.includes("notice"))) {
    if (await tell(ports, row, known)) brought.get(row.finding.id)?.add("notice");
  }
  for (const row of due.filter(({ pending }) => pending.includes("registry"))) {
    if (await warn(ports, row)) brought.get(row.finding.id)?.add("registry");
  }
  const forHub = due.filter(({ pending }) => pending.includes("hub"));
  for (let start = 0; start < forHub.length; start += LARGEST_BATCH) {
    const batch = forHub.slice(start, start + LARGEST_BATCH);
    for (const id of await register(ports, batch, known)) brought.get(id)?.add("hub");
  }
  for (const { revision, ...row } of due) {
    const pending = row.pending.filter((channel) => brought.get(row.finding.id)?.has(channel) !== true);
    const attempts = pending.length === 0 ? 0 : row.attempts + 1;
    const wait = Math.min(WAITS.first * 2 ** (attempts - 1), WAITS.longest);
    const value = { ...row, pending, attempts, nextAt: pending.length === 0 ? 0 : now + wait };
    await writeFinding(ports, value, revision);
  }
  const left = (await readFindings(ports.state)).rows;
  return [...left.values()].filter(({ pending }) => pending.length > 0).length;
}

async function tell(ports: DetectorPorts, { finding }: FindingRow, known: DetectionState): Promise<boolean> {
  try {
    await ports.notices.tell(toldOf(finding, known, ports.now()));
    return true;
  } catch (error) {
    ports.report(error);
    return false;
  }
}

async function warn({ registry, now, report }: DetectorPorts, { finding }: FindingRow): Promise<boolean> {
  const risk = riskOf(finding);
  // Without a registry, or on somebody else than a user, there is nobody to warn.
  if (registry === undefined || risk === undefined) return true;
  try {
    await registry.warn({
      user: finding.subject,
      risk,
      at: now(),
      reasons: [`${finding.title} (${finding.id})`],
      isCritical: finding.severity === "critical",
    });
    return true;
  } catch (error) {
    report(error);
    return false;
  }
}

/** Those that the register took, by id. */
async function register(
  ports: DetectorPorts,
  batch: readonly FindingRow[],
  known: DetectionState,
): Promise<readonly string[]> {
  const now = ports.now();
  try {
    const refused = await ports.hub?.take(
      batch.map(({ finding }) => toldOf(finding, known, now)),
      now,
    );
    for (const [id, why] of refused ?? []) ports.report(new Error(`the register refuses ${id}: ${why}`));
    return batch.map(({ finding }) => finding.id).filter((id) => refused?.has(id) !== true);
  } catch (error) {
    ports.report(error);
    return [];
  }
}
