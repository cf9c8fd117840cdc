import type { AccessLogRecord } from "../core/detection/access-log.js";

/** At and above it the guides alert. */
export const GUIDES_THRESHOLD = 0.85;

/** Standard deviations at which the hour counts in full. */
const WIDEST_DEVIATION = 3;

interface Habits {
  hours: number;
  sum: number;
  squares: number;
  readonly places: Set<string>;
  readonly resources: Set<string>;
  readonly pairs: Set<string>;
}

/**
 * The method of the guides: the mean of the z-score of the hour, and of whether place, resource and the pair of both were
 * never seen. Somebody of whom nothing is known has no score. A day is learned after it was scored.
 */
export class GuidesScorer {
  readonly #known = new Map<string, Habits>();

  /** The score of one event, 0 to 1. */
  score(record: AccessLogRecord): number {
    const habits = this.#known.get(record.user_id ?? "");
    if (habits === undefined) return 0;
    const hour = hourOf(record);
    const mean = habits.sum / habits.hours;
    const deviation = Math.sqrt(Math.max(habits.squares / habits.hours - mean ** 2, 1e-9));
    const z = Math.min(Math.abs(hour - mean) / deviation, WIDEST_DEVIATION) / WIDEST_DEVIATION;
    const isNew = (known: ReadonlySet<string>, value: string): number => (known.has(value) ? 0 : 1);
    const place = record.location ?? "";
    return (
      (z +
        isNew(habits.places, place) +
        isNew(habits.resources, record.resource) +
        isNew(habits.pairs, `${place}::${record.resource}`)) /
      4
    );
  }

  /** Learns an event. */
  learn(record: AccessLogRecord): void {
    const user = record.user_id ?? "";
    const habits = this.#known.get(user) ?? {
      hours: 0,
      sum: 0,
      squares: 0,
      places: new Set(),
      resources: new Set(),
      pairs: new Set(),
    };
    const hour = hourOf(record);
    habits.hours += 1;
    habits.sum += hour;
    habits.squares += hour ** 2;
    habits.places.add(record.location ?? "");
    habits.resources.add(record.resource);
    habits.pairs.add(`${record.location ?? ""}::${record.resource}`);
    this.#known.set(user, habits);
  }
}

/** The highest score of an event in each (user, hour) from an instant on; the key is `windowKey`. */
export function guidesScores(records: readonly AccessLogRecord[], from: string): ReadonlyMap<string, number> {
  const scorer = new GuidesScorer();
  const scores = new Map<string, number>();
  let today: AccessLogRecord[] = [];
  for (const record of records) {
    if (today[0] !== undefined && today[0].ts.slice(0, 10) !== record.ts.slice(0, 10)) {
      for (const one of today) scorer.learn(one);
      today = [];
    }
    today.push(record);
    if (record.ts < from || record.user_id === null) continue;
    const key = windowKey(record.user_id, record.ts);
    scores.set(key, Math.max(scores.get(key) ?? 0, scorer.score(record)));
  }
  return scores;
}

/** The (user, hour) of an instant: "u-17 2026-03-01T09". */
export function windowKey(user: string, instant: string): string {
  return `${user} ${instant.slice(0, 13)}`;
}

function hourOf({ ts }: AccessLogRecord): number {
  return Number(ts.slice(11, 13)) + Number(ts.slice(14, 16)) / 60;
}
