import { canaryRecords, canaryUser } from "../../../core/detection/canary.js";
import type { DetectionFinding } from "../../../core/detection/findings/finding.js";
import { MILLISECONDS_PER_DAY } from "../../../core/time/instant.js";
import type { DetectorPorts, DetectorSettings, StateRow } from "./ports.js";

/** Milliseconds after which a canary attack that nobody found counts as missed. */
const LATEST_FOUND = 30 * 60_000;
const REMEMBERED_DAYS = 40;

/** Makes a canary attack: writes it down, then into the access log, by the way that every record takes. */
export async function attackAsCanary(
  { state, now, newId, logRecords }: DetectorPorts,
  { source }: Pick<DetectorSettings, "source">,
): Promise<string> {
  const id = newId();
  const at = now();
  const user = canaryUser(id);
  const purgeAt = at + REMEMBERED_DAYS * MILLISECONDS_PER_DAY;
  await state.write("canary", user, { at, foundAt: null }, { revision: 0, purgeAt });
  await logRecords(canaryRecords(id, at, source));
  return user;
}

/** How the canary attacks stand after a run. */
export interface CanaryOutcome {
  /** The findings that are nobody's attack on purpose. */
  readonly others: readonly DetectionFinding[];
  /** Seconds from each canary attack that was found now to its being found. */
  readonly seconds: readonly number[];
  /** How many canary attacks should have been found and were not. */
  readonly missed: number;
}

/** Takes the findings about canary attacks out, and writes down that they were found. */
export async function canaryOutcome(
  { state, now }: Pick<DetectorPorts, "state" | "now">,
  found: readonly DetectionFinding[],
): Promise<CanaryOutcome> {
  const rows = await state.rows("canary");
  const canaries = new Set(rows.map(({ key }) => key));
  const seen = new Set(found.map(({ subject }) => subject));
  const seconds: number[] = [];
  let missed = 0;
  for (const row of rows) {
    if (row.value["foundAt"] !== null) continue;
    const waited = now() - startOf(row);
    if (seen.has(row.key)) {
      const purgeAt = startOf(row) + REMEMBERED_DAYS * MILLISECONDS_PER_DAY;
      const value = { ...row.value, foundAt: now() };
      if (await state.write("canary", row.key, value, { revision: row.revision, purgeAt })) {
        seconds.push(waited / 1000);
      }
    } else if (waited > LATEST_FOUND && waited < MILLISECONDS_PER_DAY) missed += 1;
  }
  return { others: found.filter(({ subject }) => !canaries.has(subject)), seconds, missed };
}

function startOf({ value }: StateRow): number {
  return Number(value["at"]);
}
