import { MILLISECONDS_PER_DAY } from "../../time/instant.js";
import type { Catalogue } from "./catalogue.js";
import { HOUR, MINUTE, type SimulatedEvent } from "./event.js";
import type { Person } from "./person.js";
import { FAR_PLACES, kilometresBetween, type Place } from "./places.js";
import type { Random } from "./random.js";

/** The attacks that are played, in the order of their numbers S1 to S7. */
export const SCENARIOS = [
  "denied-burst",
  "impossible-travel",
  "new-location",
  "lateral-movement",
  "off-hours",
  "low-and-slow",
  "all-novel",
] as const;

/** One attack that is played. */
export type Scenario = (typeof SCENARIOS)[number];

/** Who is attacked when, and what is usual for them. */
export interface Victim {
  readonly person: Person;
  /** Midnight of the day on which the attack begins. */
  readonly midnight: number;
  /** What the victim sent on that day. */
  readonly own: readonly SimulatedEvent[];
  readonly catalogue: Catalogue;
}

/** What an attack adds to the log, and of whom nothing else may be in it. */
export interface Attack {
  readonly events: readonly Omit<SimulatedEvent, "attack">[];
  /** The victim was not at work on that day: who is in two places at once travels too fast, which is another attack. */
  readonly absent?: true;
}

/** Plays a scenario once. */
export function playScenario(scenario: Scenario, victim: Victim, random: Random): Attack {
  switch (scenario) {
    case "denied-burst":
      return deniedBurst(victim, random);
    case "impossible-travel":
      return impossibleTravel(victim, random);
    case "new-location":
      return newLocation(victim, random);
    case "lateral-movement":
      return lateralMovement(victim, random);
    case "off-hours":
      return offHours(victim, random);
    case "low-and-slow":
      return lowAndSlow(victim, random);
    case "all-novel":
      return allNovel(victim, random);
  }
}

/** Somebody tries what the victim's group has, from the victim's desk, and is refused again and again. */
function deniedBurst(victim: Victim, random: Random): Attack {
  const from = usualTime(victim, random);
  const length = (20 + random.below(30)) * MINUTE;
  const resources = groupResources(victim);
  return many(12 + random.below(28), () =>
    request(victim, from + random.unit() * length, random.pick(resources), { denied: true }),
  );
}

/** The victim's token is used on another continent while the victim works. */
function impossibleTravel(victim: Victim, random: Random): Attack {
  const last = random.pick(victim.own);
  const place = farFrom(last?.place ?? victim.person.home, random);
  const from = (last?.at ?? usualTime(victim, random)) + (10 + random.below(60)) * MINUTE;
  return many(4 + random.below(7), () =>
    request(victim, from + random.unit() * 40 * MINUTE, favourite(victim, random), { place }),
  );
}

/** The victim's token is used where nobody works, on a day off, as fast as a script reads. */
function newLocation(victim: Victim, random: Random): Attack {
  const place = farFrom(victim.person.home, random);
  const from = usualTime(victim, random);
  const events = many(15 + random.below(15), () =>
    request(victim, from + random.unit() * HOUR, favourite(victim, random), { place }),
  );
  return { ...events, absent: true };
}

/** From the victim's desk through what other groups and administrators have. */
function lateralMovement(victim: Victim, random: Random): Attack {
  const from = usualTime(victim, random);
  const targets = random.sample(foreignResources(victim), 8 + random.below(12));
  return {
    events: targets.map((resource) =>
      request(victim, from + random.unit() * 90 * MINUTE, resource, { denied: random.chance(0.3) }),
    ),
  };
}

/** The victim's own work, twelve hours off. */
function offHours(victim: Victim, random: Random): Attack {
  const from = oppositeTime(victim, random);
  return many(10 + random.below(15), () =>
    request(victim, from + random.unit() * 2 * HOUR, favourite(victim, random), {}),
  );
}

/** Two or three things a day that the victim never needed, for a week. */
function lowAndSlow(victim: Victim, random: Random): Attack {
  const days = 5 + random.below(3);
  const targets = random.sample(foreignResources(victim), days * 3);
  const events = Array.from({ length: days }, (_, day) =>
    Array.from({ length: 2 + random.below(2) }, (_, index) =>
      request(
        victim,
        usualTime(victim, random) + day * MILLISECONDS_PER_DAY,
        targets[day * 3 + index] as string,
        { denied: random.chance(0.2) },
      ),
    ),
  );
  return { events: events.flat() };
}

/** The attack that every score finds: new place, new resources, at night. */
function allNovel(victim: Victim, random: Random): Attack {
  const place = farFrom(victim.person.home, random);
  const from = oppositeTime(victim, random);
  const targets = random.sample(foreignResources(victim), 3 + random.below(6));
  return {
    events: targets.map((resource) =>
      request(victim, from + random.unit() * HOUR, resource, { place, denied: random.chance(0.2) }),
    ),
    absent: true,
  };
}

function many(count: number, make: () => Omit<SimulatedEvent, "attack">): Attack {
  return { events: Array.from({ length: count }, make) };
}

function request(
  { person }: Victim,
  at: number,
  resource: string,
  { place = person.home, denied = false }: { readonly place?: Place; readonly denied?: boolean },
): Omit<SimulatedEvent, "attack"> {
  return {
    at: Math.floor(at),
    person: person.number,
    user: person.id,
    group: person.group,
    place,
    address: place === person.home ? person.address : `198.51.100.${1 + (person.number % 250)}`,
    resource,
    denied,
    device: person.devices[0] as string,
    session: `s-attack-${person.number}`,
    region: "eu-central-1",
  };
}

/** An instant of the victim's working day that leaves two hours of it. */
function usualTime({ person, midnight }: Victim, random: Random): number {
  const begin = person.begins - person.home.hoursAhead;
  return midnight + (begin + random.unit() * (person.hours - 2)) * HOUR;
}

function oppositeTime({ person, midnight }: Victim, random: Random): number {
  const middle = person.begins - person.home.hoursAhead + person.hours / 2;
  return midnight + ((((middle + 11 + random.unit()) % 24) + 24) % 24) * HOUR;
}

function favourite({ person }: Victim, random: Random): string {
  return random.pick(person.favourites.slice(0, 8));
}

function groupResources({ person, catalogue }: Victim): readonly string[] {
  return catalogue.ofGroup.get(person.group) ?? catalogue.shared;
}

/** What neither the victim nor, as a rule, the victim's group uses. */
function foreignResources({ person, catalogue }: Victim): string[] {
  const others = [...catalogue.ofGroup].filter(([group]) => group !== person.group);
  const known = new Set(person.favourites);
  return [...others.flatMap(([, resources]) => resources), ...catalogue.sensitive].filter(
    (resource) => !known.has(resource),
  );
}

/** A place where nobody works, too far for an hour. */
function farFrom(place: Place, random: Random): Place {
  return random.pick(FAR_PLACES.filter((other) => kilometresBetween(place, other) > 3000));
}
