/** The kinds of simulated worlds. */
export const WORLD_KINDS = ["nominal", "stress", "clean", "ids", "shift"] as const;

/**
 * What a simulated world is like:
 * - nominal: people with habits, trips, projects and mistakes, and attacks among them
 * - stress: five times the exploration, three times the projects and trips, and people who keep no hours
 * - clean: the nominal world without attacks
 * - ids: the nominal world, in which every resource ends in the id of a thing
 * - shift: a nominal world in which a region, a tool of deployment and a re-organisation arrive after the training
 */
export type WorldKind = (typeof WORLD_KINDS)[number];

/** What determines a simulated world: the same options give the same records. */
export interface WorldOptions {
  readonly kind: WorldKind;
  readonly seed: number;
  /** The first UTC day, "2026-01-05". @default - 2026-01-05, a Monday */
  readonly from?: string;
  /** @default - 300 */
  readonly users?: number;
  /** Days before the first attack. @default - 30 */
  readonly trainDays?: number;
  /** Days after that, in which attacks happen. @default - 14 */
  readonly testDays?: number;
  /** How often each scenario is played. @default - one for each 12 users; none in a clean or shifted world */
  readonly attacksPerScenario?: number;
}

/** The options with every default filled in. */
export interface SettledOptions {
  readonly kind: WorldKind;
  readonly seed: number;
  /** Milliseconds of the first midnight. */
  readonly start: number;
  readonly users: number;
  readonly trainDays: number;
  readonly testDays: number;
  readonly attacksPerScenario: number;
}

/** How people behave; probabilities are for a person and a day unless they say otherwise. */
export interface Habits {
  /** That a request is for something drawn at random. */
  readonly exploration: number;
  readonly trip: number;
  /** That a project begins which needs resources of another group. */
  readonly project: number;
  /** Part of the people who begin at another hour each day. */
  readonly flexible: number;
  /** That somebody works on a day of the weekend. */
  readonly weekend: number;
  /** That somebody returns to work in the evening. */
  readonly evening: number;
  /** That a request is denied. */
  readonly denial: number;
  /** That somebody runs into one missing permission again and again. */
  readonly missingPermission: number;
  /** Part of the people who join in the days of the test. */
  readonly joining: number;
}

const NOMINAL: Habits = {
  exploration: 0.01,
  trip: 0.006,
  project: 0.008,
  flexible: 0.03,
  weekend: 0.05,
  evening: 0.03,
  denial: 0.015,
  missingPermission: 0.002,
  joining: 0.03,
};

const STRESS: Habits = {
  ...NOMINAL,
  exploration: 5 * NOMINAL.exploration,
  trip: 3 * NOMINAL.trip,
  project: 3 * NOMINAL.project,
  flexible: 0.3,
};

/** The habits of the people of a world. */
export function habitsOf(kind: WorldKind): Habits {
  return kind === "stress" ? STRESS : NOMINAL;
}
