import { append } from "../../json/append.js";
import { MILLISECONDS_PER_DAY } from "../../time/instant.js";
import { type Catalogue, SERVICE_GROUP, zipf } from "./catalogue.js";
import { HOUR, MINUTE, type SimulatedEvent } from "./event.js";
import type { Habits, SettledOptions } from "./options.js";
import { officeAddress, type Person } from "./person.js";
import { OFFICES, type Place, suburbOf, TOWNS } from "./places.js";
import type { Random } from "./random.js";
import { changeAt, type Shift } from "./shift.js";

/** What is so of a person today and may be otherwise tomorrow. */
interface Life {
  person: Person;
  away: { readonly place: Place; readonly lastDay: number } | undefined;
  projects: readonly { readonly resources: readonly string[]; readonly lastDay: number }[];
}

/** Every request that a person sends in the days of the world, in the order of the days. */
export function liveThrough(
  person: Person,
  { start, trainDays, testDays, seed }: SettledOptions,
  habits: Habits,
  catalogue: Catalogue,
  shift: Shift | undefined,
  random: Random,
): SimulatedEvent[] {
  const life: Life = { person, away: undefined, projects: [] };
  const events: SimulatedEvent[] = [];
  const joins = random.chance(habits.joining) ? trainDays + random.below(testDays) : 0;
  for (let day = joins; day < trainDays + testDays; day += 1) {
    const midnight = start + day * MILLISECONDS_PER_DAY;
    if (shift?.day === day || (day === joins && shift !== undefined && day > shift.day))
      life.person = changeAt(shift, life.person, catalogue, random);
    beginNew(life, day, habits, catalogue, random);
    append(events, requestsOfDay({ life, day, midnight, seed, habits, catalogue, shift, random }));
  }
  return events;
}

function beginNew(life: Life, day: number, habits: Habits, catalogue: Catalogue, random: Random): void {
  life.projects = life.projects.filter(({ lastDay }) => lastDay >= day);
  if (life.away !== undefined && life.away.lastDay < day) life.away = undefined;
  if (life.person.group === SERVICE_GROUP) return;
  if (random.chance(habits.trip) && life.away === undefined) {
    const place = random.chance(0.7) ? random.pick(OFFICES) : random.pick(TOWNS);
    if (place.location !== life.person.home.location) {
      life.away = { place, lastDay: day + 2 + random.below(4) };
    }
  }
  if (random.chance(habits.project)) {
    const other = random.pick([...catalogue.ofGroup.values()]);
    const resources = random.sample(other, 3 + random.below(3));
    life.projects = [...life.projects, { resources, lastDay: day + 10 + random.below(20) }];
  }
}

interface Today {
  readonly life: Life;
  readonly day: number;
  readonly midnight: number;
  readonly seed: number;
  readonly habits: Habits;
  readonly catalogue: Catalogue;
  readonly shift: Shift | undefined;
  readonly random: Random;
}

/** The bounds of the stretches of work of a day, in UTC hours from its midnight. */
function stretches({
  life: { person, away },
  midnight,
  habits,
  random,
}: Today): (readonly [number, number])[] {
  if (person.group === SERVICE_GROUP) return [[0, 24]];
  const weekday = new Date(midnight).getUTCDay();
  const isWeekend = weekday === 0 || weekday === 6;
  if (isWeekend ? !random.chance(habits.weekend) : random.chance(0.06)) return [];
  const usual = person.begins - person.home.hoursAhead + 0.5 * random.normal();
  const zone = away === undefined ? 0 : person.home.hoursAhead - away.place.hoursAhead;
  const begin = usual + zone + (person.flexible ? 8 * (random.unit() - 0.5) : 0);
  const hours = isWeekend ? 2 : person.hours;
  const lunch = begin + hours / 2;
  const day = [
    [begin, lunch],
    [lunch + 0.75, begin + hours + 0.75],
  ] as const;
  return random.chance(habits.evening) ? [...day, [begin + hours + 2.5, begin + hours + 4]] : [...day];
}

function requestsOfDay(today: Today): SimulatedEvent[] {
  const { life, day, midnight, seed, habits, random } = today;
  const { person } = life;
  const spans = stretches(today);
  const hours = spans.reduce((sum, [from, to]) => sum + to - from, 0);
  if (hours === 0) return [];
  // Days differ more than a Poisson draw does.
  const pace = person.group === SERVICE_GROUP ? 1 : Math.exp(0.35 * random.normal());
  const length = person.group === SERVICE_GROUP ? 24 : person.hours;
  const place = whereabouts(life, random);
  const address = addressAt(place, person, life.away !== undefined);
  const device = random.pick(person.devices);
  const session = `s-${seed}-${person.number}-${day}`;
  const request = (at: number, resource: string, denied: boolean): SimulatedEvent => ({
    at: Math.floor(at),
    person: person.number,
    user: person.id,
    group: person.group,
    place: random.chance(0.004) ? null : place,
    address,
    resource,
    denied,
    device,
    session,
    region: today.shift?.region(day, random) ?? "eu-central-1",
    attack: null,
  });
  const events = spans.flatMap(([from, to]) =>
    Array.from({ length: random.poisson((person.requestsPerDay * pace * (to - from)) / length) }, () =>
      request(
        midnight + (from + random.unit() * (to - from)) * HOUR,
        resourceFor(today),
        random.chance(habits.denial),
      ),
    ),
  );
  const [span] = spans;
  if (span !== undefined && person.group !== SERVICE_GROUP && random.chance(habits.missingPermission)) {
    const from = midnight + (span[0] + random.unit() * (span[1] - span[0])) * HOUR;
    const resource = random.pick(today.catalogue.ofGroup.get(person.group) ?? today.catalogue.shared);
    const times = Array.from({ length: 3 + random.below(5) }, () => from + random.unit() * 20 * MINUTE);
    append(
      events,
      times.map((at) => request(at, resource, true)),
    );
  }
  return events;
}

function whereabouts({ person, away }: Life, random: Random): Place {
  if (away !== undefined) return away.place;
  return person.group !== SERVICE_GROUP && random.chance(0.12) ? suburbOf(person.home) : person.home;
}

function addressAt(place: Place, person: Person, isAway: boolean): string {
  if (place === person.home) return person.address;
  const office = OFFICES.find(({ location }) => location === place.location);
  if (office !== undefined) return officeAddress(office);
  return `2001:db8:${(person.number + 1).toString(16)}::${isAway ? "a" : "2"}`;
}

function resourceFor({ life: { person, projects }, day, habits, catalogue, shift, random }: Today): string {
  const tool = shift?.tool(day, person, random);
  if (tool !== undefined) return tool;
  const own = catalogue.ofGroup.get(person.group) ?? catalogue.shared;
  if (person.group !== SERVICE_GROUP && random.chance(habits.exploration)) {
    // Who looks around finds first what many use.
    const list = random.chance(0.7) ? own : random.pick([...catalogue.ofGroup.values()]);
    return list[random.weighted(zipf(list.length))] as string;
  }
  const [project] = projects;
  if (project !== undefined && random.chance(0.2)) return random.pick(project.resources);
  if (person.group !== SERVICE_GROUP && random.chance(0.3)) {
    return catalogue.shared[random.weighted(zipf(catalogue.shared.length))] as string;
  }
  return person.favourites[random.weighted(zipf(person.favourites.length))] as string;
}
