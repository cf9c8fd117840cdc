import { IntervalSet } from "../../network/interval-set.js";
import type { TrafficSet } from "../../network/traffic.js";

/** Traffic between two ends in one IP version. `possible` holds `always`. */
export interface PermittedTraffic {
  readonly always: TrafficSet;
  readonly possible: TrafficSet;
}

/** Traffic between two ends in both IP versions. */
export interface PermittedByFamily {
  readonly ipv4: PermittedTraffic;
  readonly ipv6: PermittedTraffic;
}

const NO_TRAFFIC: TrafficSet = IntervalSet.empty();

/** Nothing passes. */
export const NOTHING: PermittedTraffic = { always: NO_TRAFFIC, possible: NO_TRAFFIC };

/** What passes in every case, and what passes in some: the verdicts are those of all cases there are. */
export function overCases(verdicts: readonly PermittedTraffic[]): PermittedTraffic {
  const [first, ...rest] = verdicts;
  if (first === undefined) return NOTHING;
  return rest.reduce(
    (sum, verdict) => ({
      always: sum.always.intersection(verdict.always),
      possible: sum.possible.union(verdict.possible),
    }),
    first,
  );
}
