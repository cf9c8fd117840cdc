import { SCENARIOS, type Scenario } from "../core/detection/world/attacks.js";
import type { SimulatedWorld } from "../core/detection/world/simulate.js";
import { parseInstant } from "../core/time/instant.js";
import { windowKey } from "./detection-guides.js";
import { areaUnderCurve, averagePrecision, recallAtFalsePositives } from "./detection-metrics.js";
import type { ScoredWindow } from "./detection-windows.js";

/** How a score did on a world. */
export interface Evaluation {
  readonly averagePrecision: number;
  readonly recallAt1Percent: number;
  readonly recallAt01Percent: number;
  readonly areaUnderCurve: number;
  /** Part of the attacks of which a window raised an alert. */
  readonly recall: number;
  readonly recallOf: Readonly<Record<Scenario, number>>;
  /** Users and days with an alert in which nobody was attacked, a day. */
  readonly falseAlertsADay: number;
  /** The same of the last three days alone. */
  readonly falseAlertsADayAtTheEnd: number;
  /** Median minutes from the first request of an attack to its alert, of those that were found. */
  readonly medianMinutes: number;
  /** Windows of good will below a p-value of .01, as a part of those that are expected. */
  readonly observedOverExpected: number;
  /** Part of their windows of good will that raise an alert: of people in their first three days, and of all others. */
  readonly falseRateOfNew: number;
  readonly falseRateOfOthers: number;
}

const DAY = 86_400_000;
const LAST_DAYS = 3;

/** Holds the scores of a world's windows against its labels. */
export function evaluate(
  world: Pick<SimulatedWorld, "records" | "attacks" | "trainUntil" | "until">,
  windows: ReadonlyMap<string, ScoredWindow>,
): Evaluation {
  const attacksIn = attackedWindows(world);
  const judged = [...windows].map(([key, { score }]) => ({ score, attacked: attacksIn.has(key) }));
  const good = judged.filter(({ attacked }) => !attacked);
  const foundAt = new Map<string, number>();
  for (const [key, { alertedAt }] of windows) {
    if (alertedAt === undefined) continue;
    for (const attack of attacksIn.get(key) ?? []) {
      foundAt.set(attack, Math.min(alertedAt, foundAt.get(attack) ?? alertedAt));
    }
  }
  const recallOf = (scenario?: Scenario): number => {
    const played = world.attacks.filter((attack) => scenario === undefined || attack.scenario === scenario);
    return played.filter(({ id }) => foundAt.has(id)).length / played.length;
  };
  const minutes = world.attacks.flatMap(({ id, first }) => {
    const at = foundAt.get(id);
    return at === undefined ? [] : [(at - parseInstant(first)) / 60_000];
  });
  const falseDays = falseUserDays(windows, attacksIn);
  const days = (parseInstant(world.until) - parseInstant(world.trainUntil)) / DAY;
  const end = new Date(parseInstant(world.until) - LAST_DAYS * DAY).toISOString().slice(0, 10);
  return {
    averagePrecision: averagePrecision(judged),
    recallAt1Percent: recallAtFalsePositives(judged, 0.01),
    recallAt01Percent: recallAtFalsePositives(judged, 0.001),
    areaUnderCurve: areaUnderCurve(judged),
    recall: recallOf(),
    recallOf: Object.fromEntries(SCENARIOS.map((one) => [one, recallOf(one)])) as Record<Scenario, number>,
    falseAlertsADay: falseDays.length / days,
    falseAlertsADayAtTheEnd: falseDays.filter((key) => key.slice(-10) >= end).length / LAST_DAYS,
    medianMinutes: minutes.sort((a, b) => a - b)[minutes.length >> 1] ?? Number.NaN,
    ...falseRates(world, windows, attacksIn),
    observedOverExpected: good.filter(({ score }) => score >= 2).length / (0.01 * good.length),
  };
}

/** The ids of the attacks in each window. */
export function attackedWindows({
  records,
  attacks,
}: Pick<SimulatedWorld, "records" | "attacks">): ReadonlyMap<string, ReadonlySet<string>> {
  const keys = new Map(records.map(({ event_id, user_id, ts }) => [event_id, windowKey(user_id ?? "", ts)]));
  const found = new Map<string, Set<string>>();
  for (const { id, eventIds } of attacks) {
    for (const event of eventIds) {
      const key = keys.get(event) ?? "";
      found.set(key, (found.get(key) ?? new Set()).add(id));
    }
  }
  return found;
}

/** Users and days, "u-17 2026-03-01", that raised an alert though nobody attacked them on that day. */
function falseUserDays(
  windows: ReadonlyMap<string, ScoredWindow>,
  attacksIn: ReadonlyMap<string, unknown>,
): string[] {
  const dayOf = (key: string): string => key.slice(0, -3);
  const attacked = new Set([...attacksIn.keys()].map(dayOf));
  const alerted = [...windows].flatMap(([key, { alertedAt }]) =>
    alertedAt === undefined ? [] : [dayOf(key)],
  );
  return [...new Set(alerted)].filter((day) => !attacked.has(day));
}

/** How often windows of good will raise an alert, of people who have just come and of the others. */
function falseRates(
  { records, trainUntil }: Pick<SimulatedWorld, "records" | "trainUntil">,
  windows: ReadonlyMap<string, ScoredWindow>,
  attacksIn: ReadonlyMap<string, unknown>,
): Pick<Evaluation, "falseRateOfNew" | "falseRateOfOthers"> {
  const firsts = new Map<string, number>();
  for (const { user_id, ts } of records) {
    if (user_id !== null && !firsts.has(user_id)) firsts.set(user_id, parseInstant(ts));
  }
  const rateOf = (isNew: boolean): number => {
    const own = [...windows].filter(([key]) => {
      const [user = "", hour = ""] = key.split(" ");
      const first = firsts.get(user) ?? 0;
      const joined = first >= parseInstant(trainUntil);
      const isEarly = joined && parseInstant(`${hour}:00:00Z`) < first + LAST_DAYS * DAY;
      return !attacksIn.has(key) && isEarly === isNew;
    });
    return own.filter(([, { alertedAt }]) => alertedAt !== undefined).length / own.length;
  };
  return { falseRateOfNew: rateOf(true), falseRateOfOthers: rateOf(false) };
}
