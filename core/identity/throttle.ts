/** Failures of one name from one network, one after the other. */
export interface NamedFailures {
  readonly count: number;
  /** Milliseconds since 1970. */
  readonly blockedUntil: number;
}

/** Instants of the latest failures from one network, ascending. */
export interface NetworkFailures {
  readonly at: readonly number[];
}

/** Failures of one name from wherever, one after the other. */
export interface NameFailures {
  readonly count: number;
}

/** The three counters that one attempt meets. */
export interface Counters {
  readonly named: NamedFailures;
  readonly network: NetworkFailures;
  readonly name: NameFailures;
}

/** Nothing failed yet. */
export const NO_FAILURES: Counters = {
  named: { count: 0, blockedUntil: 0 },
  network: { at: [] },
  name: { count: 0 },
};

const SECOND = 1000;
const FREE_FAILURES = 5;
const FIRST_WAIT = 30 * SECOND;
const LONGEST_WAIT = 3600 * SECOND;
const NETWORK_FAILURES = 50;
const NETWORK_WINDOW = 600 * SECOND;
/** NIST SP 800-63B-4 section 3.2.2: no more than 100 failures in a row, until the factor is bound anew. */
const MOST_FAILURES = 100;

/** Whole seconds until the next attempt counts; undefined where this one may go on. @param now milliseconds since 1970 */
export function waitSeconds({ named, network, name }: Counters, now: number): number | undefined {
  // No wait ends this one; the longest is the least misleading.
  if (name.count >= MOST_FAILURES) return LONGEST_WAIT / SECOND;
  const recent = network.at.filter((at) => at > now - NETWORK_WINDOW);
  const oldest = recent.length >= NETWORK_FAILURES ? recent[recent.length - NETWORK_FAILURES] : undefined;
  const until = Math.max(named.blockedUntil, oldest === undefined ? 0 : oldest + NETWORK_WINDOW);
  return until > now ? Math.ceil((until - now) / SECOND) : undefined;
}

/** The counters with one more failure. */
export function withFailure({ named, network, name }: Counters, now: number): Counters {
  const count = named.count + 1;
  const excess = count - FREE_FAILURES;
  const wait = excess < 0 ? 0 : Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.min(excess, 20));
  const recent = network.at.filter((at) => at > now - NETWORK_WINDOW);
  return {
    named: { count, blockedUntil: wait === 0 ? 0 : now + wait },
    network: { at: [...recent, now].slice(-NETWORK_FAILURES) },
    name: { count: name.count + 1 },
  };
}

/** The counters after a success: its own attempt, which was counted beforehand, is taken back from the network. */
export function afterSuccess({ network }: Counters, countedAt: number): Counters {
  const own = network.at.lastIndexOf(countedAt);
  return { ...NO_FAILURES, network: { at: network.at.filter((_, index) => index !== own) } };
}
