/** A window with its score, and whether an attack is in it. */
export interface Judged {
  readonly score: number;
  readonly attacked: boolean;
}

/** The windows, highest score first; ties stay together, because no threshold parts them. */
function steps(windows: readonly Judged[]): { readonly hits: number; readonly alarms: number }[] {
  const sorted = [...windows].sort((a, b) => b.score - a.score);
  const result: { hits: number; alarms: number }[] = [];
  let last: number | undefined;
  for (const { score, attacked } of sorted) {
    if (score !== last) result.push({ hits: 0, alarms: 0 });
    last = score;
    const step = result.at(-1) as { hits: number; alarms: number };
    if (attacked) step.hits += 1;
    else step.alarms += 1;
  }
  return result;
}

/** Average precision: the mean of the precision at every attacked window, from the highest score down. */
export function averagePrecision(windows: readonly Judged[]): number {
  let hits = 0;
  let seen = 0;
  let sum = 0;
  for (const step of steps(windows)) {
    hits += step.hits;
    seen += step.hits + step.alarms;
    sum += (step.hits * hits) / seen;
  }
  return hits === 0 ? Number.NaN : sum / hits;
}

/** The part of the attacked windows above the lowest threshold that at most so many of the others reach. */
export function recallAtFalsePositives(windows: readonly Judged[], rate: number): number {
  const others = windows.filter(({ attacked }) => !attacked).length;
  const attacked = windows.length - others;
  let hits = 0;
  let alarms = 0;
  let best = 0;
  for (const step of steps(windows)) {
    hits += step.hits;
    alarms += step.alarms;
    if (alarms > rate * others) break;
    best = hits;
  }
  return best / attacked;
}

/** The probability that an attacked window has a higher score than another one; a tie counts half. */
export function areaUnderCurve(windows: readonly Judged[]): number {
  const others = windows.filter(({ attacked }) => !attacked).length;
  const attacked = windows.length - others;
  let above = 0;
  let sum = 0;
  for (const step of steps(windows)) {
    sum += step.alarms * (above + step.hits / 2);
    above += step.hits;
  }
  return sum / (attacked * others);
}
