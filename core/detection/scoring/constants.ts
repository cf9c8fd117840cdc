/** Days of history that a window is compared with. */
export const BASELINE_DAYS = 30;

/** After so many days a sighting counts half. */
export const HALF_LIFE_DAYS = 14;

/** How many of their sightings the user's own, the peers' and everybody's rates are worth where there are none. */
export const BACK_OFF = { user: 0.5, peers: 20, everybody: 5 } as const;

/** A peer group of fewer users tells nothing; they are compared with everybody. */
export const SMALLEST_GROUP = 5;

/** Peer group of shared and service accounts, which have neither hours nor a place of their own. */
export const SERVICE_GROUP = "service";

/** The density of hours is mixed with so many days of the peers' hours and of none in particular. */
export const HOUR_MIX = { days: 5, peers: 0.8, uniform: 0.2 } as const;

/** What a group is taken to have done before anything was seen of it: events an hour, and user-days. */
export const VOLUME_PRIOR = { events: 0.15, userDays: 0.5 } as const;

/** What a user is taken to have been denied before anything was seen, and the windows of a day. */
export const DENIAL_PRIOR = { denials: 0.2, days: 1, windowsADay: 8 } as const;

/** A move counts above this distance and speed; an airliner flies 900 km/h. */
export const TRAVEL = { kilometres: 300, kilometresAnHour: 900, shortestSeconds: 60, tail: 1e-4 } as const;

/** At 900 km/h nobody needs longer to the other side of the earth: earlier places tell nothing. */
export const TRAVEL_LOOKBACK_HOURS = 24;

/** How new resources are counted: over the last days, of those that few peers use. */
export const NOVELTY = { days: 7, rareShare: 0.02, share: 0.3, prior: 0.3, priorDays: 5 } as const;

/** Units of a weight of 1. Weights are whole numbers, so that their sums do not depend on the order of the rows. */
export const WEIGHT_UNIT = 2 ** 16;

/** What a sighting of so many days ago weighs, in {@link WEIGHT_UNIT}. */
export function weightOf(ageInDays: number): number {
  return Math.round(WEIGHT_UNIT * 2 ** (-ageInDays / HALF_LIFE_DAYS));
}

/** Furthest hour that a sighting is spread to: beyond it a Gaussian of one hour is below one unit. */
const FURTHEST = 4;

/**
 * How a sighting is spread over the hours around its own: a Gaussian of one hour, by offset, in {@link WEIGHT_UNIT};
 * together exactly one unit.
 */
export const HOUR_KERNEL: readonly { readonly offset: number; readonly share: number }[] = kernel();

function kernel(): { readonly offset: number; readonly share: number }[] {
  const offsets = Array.from({ length: 2 * FURTHEST + 1 }, (_, index) => index - FURTHEST);
  const raw = offsets.map((offset) => Math.exp((-offset * offset) / 2));
  const total = raw.reduce((sum, density) => sum + density, 0);
  const shares = raw.map((density) => Math.round((density / total) * WEIGHT_UNIT));
  const rest = WEIGHT_UNIT - shares.reduce((sum, share) => sum + share, 0);
  return offsets.map((offset, index) => ({
    offset,
    share: (shares[index] as number) + (offset === 0 ? rest : 0),
  }));
}
