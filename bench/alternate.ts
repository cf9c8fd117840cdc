import { median } from "./statistics.js";

/** Median microseconds a call of each variant, in rounds that take turns. */
export async function alternate<Name extends string>(
  variants: Readonly<Record<Name, () => Promise<void>>>,
  rounds: number,
  calls: number,
): Promise<Readonly<Record<Name, number>>> {
  const names = Object.keys(variants) as Name[];
  const times = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (let round = -2; round < rounds; round += 1) {
    // Who begins changes, because the second one finds a warmer processor.
    for (const name of round % 2 === 0 ? names : [...names].reverse()) {
      const start = performance.now();
      for (let call = 0; call < calls; call += 1) await variants[name]();
      // The first two rounds warm up.
      if (round >= 0) times.get(name)?.push(((performance.now() - start) * 1000) / calls);
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(times.get(name) ?? [])])) as Record<
    Name,
    number
  >;
}
