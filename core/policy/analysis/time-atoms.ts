import { formatInstant, MILLISECONDS_PER_DAY, parseDate, parseInstant } from "../../time/instant.js";
import type { CompiledPolicy } from "../engine/compiled-policy.js";
import type { Condition } from "../engine/condition.js";
import type { ReasonCode } from "../language/decision.js";
import { RequestFacts } from "../request/facts.js";

/** A window repeats after a week; the rest is for daylight saving and for zones on both sides of the date line. */
const DAYS_AHEAD = 9;
/** Most changes that are followed from one instant on. */
const MOST_CHANGES = 400;

/** Conditions on time whose ends are not followed: on an age, and on the text of an instant. */
const NOT_OF_THE_CLOCK: ReadonlySet<ReasonCode> = new Set([
  "authentication_too_weak",
  "attribute_not_satisfied",
]);

/** What time does to a request: its instant, and how long ago the caller signed in. */
export interface TimeAtom {
  /** RFC 3339; undefined where the request has no time. */
  readonly time: string | undefined;
  /** RFC 3339; undefined where the request does not say. */
  readonly authenticatedAt: string | undefined;
}

/**
 * One instant, and one age of the authentication, for every combination of outcomes that time makes.
 *
 * Instants are looked for at the ends of every validity and in the nine days from `now`, from each of these ends
 * and from each holiday on.
 */
export function timeAtoms(policies: readonly CompiledPolicy[], now: number): TimeAtom[] {
  const timed = [...new Set(policies.flatMap(({ when }) => when.timed))];
  if (timed.length === 0) return [{ time: formatInstant(now), authenticatedAt: undefined }];
  const ofTime = timed.filter(({ reason }) => !NOT_OF_THE_CLOCK.has(reason));
  const ages = agesOf(policies);
  // With all else that they ask for, the conditions on the authentication show its age, and whether it is believed.
  const strongest = {
    assurance: Number.MAX_VALUE,
    methods: policies.flatMap(({ source }) => source.when?.authentication?.methods ?? []),
  };
  const byOutcome = new Map<string, TimeAtom>();
  const remember = (atom: TimeAtom): void => {
    const facts = new RequestFacts({
      context: { time: atom.time, authentication: { ...strongest, at: atom.authenticatedAt } },
    });
    const outcome = `${timed.map((condition) => condition.evaluate(facts)).join()} ${atom.authenticatedAt === undefined}`;
    if (!byOutcome.has(outcome)) byOutcome.set(outcome, atom);
  };
  for (const instant of instantsOf(policies, ofTime, now)) {
    remember({ time: formatInstant(instant), authenticatedAt: undefined });
    for (const age of ages)
      remember({ time: formatInstant(instant), authenticatedAt: formatInstant(instant - age) });
  }
  remember({ time: undefined, authenticatedAt: undefined });
  return [...byOutcome.values()];
}

/** Ages of an authentication in milliseconds that the policies tell apart; a negative one lies in the future. */
function agesOf(policies: readonly CompiledPolicy[]): number[] {
  const authentications = policies.flatMap(({ source }) => source.when?.authentication ?? []);
  if (authentications.length === 0) return [];
  const most = authentications.flatMap(({ maxAgeSeconds }) => maxAgeSeconds ?? []);
  return [0, -1, ...most.flatMap((seconds) => [Math.floor(seconds * 1000), Math.floor(seconds * 1000) + 1])];
}

function instantsOf(
  policies: readonly CompiledPolicy[],
  timed: readonly Condition[],
  now: number,
): Set<number> {
  const instants = new Set<number>();
  const follow = (start: number): void => {
    instants.add(start);
    const end = start + DAYS_AHEAD * MILLISECONDS_PER_DAY;
    const facts = new RequestFacts({});
    let at = start;
    for (let count = 0; at < end && count < MOST_CHANGES; count += 1) {
      const from = at;
      at = timed.reduce(
        (first, { nextChange }) => Math.min(first, nextChange?.(facts, from) ?? Infinity),
        Number.POSITIVE_INFINITY,
      );
      if (at < end) instants.add(at);
    }
  };
  follow(now);
  for (const { source } of policies) {
    for (const edge of [source.notBefore, source.expiresAt]) {
      if (edge === undefined) continue;
      instants.add(parseInstant(edge) - 1);
      follow(parseInstant(edge));
      follow(parseInstant(edge) - DAYS_AHEAD * MILLISECONDS_PER_DAY);
    }
    for (const date of source.when?.time?.holidays ?? [])
      follow((parseDate(date) - 1) * MILLISECONDS_PER_DAY);
  }
  return instants;
}
