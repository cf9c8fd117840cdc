import { type Catalogue, GROUPS, SERVICE_GROUP, zipf } from "./catalogue.js";
import { OFFICES, type Place, TOWNS } from "./places.js";
import type { Random } from "./random.js";

/** One person, or one program, of a simulated world, with what is usual for them. */
export interface Person {
  readonly number: number;
  readonly id: string;
  readonly group: string;
  readonly home: Place;
  /** Address at home; an office has one for all. */
  readonly address: string;
  readonly devices: readonly string[];
  /** Local hour at which work begins, with fractions. */
  readonly begins: number;
  /** Hours of a working day. */
  readonly hours: number;
  /** Whether work begins at another hour each day. */
  readonly flexible: boolean;
  /** Mean of the requests of a working day. */
  readonly requestsPerDay: number;
  /** What is used most of the time, most frequent first. */
  readonly favourites: readonly string[];
}

const FAVOURITES = 12;
/** Favourites that belong to another group. */
const FOREIGN_FAVOURITES = 2;
const NIGHT_SHARE = 0.05;

/** Makes a person of the world. */
export function makePerson(number: number, catalogue: Catalogue, flexible: number, random: Random): Person {
  const group = (GROUPS[random.weighted(GROUPS.map(({ share }) => share))] as (typeof GROUPS)[number]).name;
  const remote = 1 - OFFICES.reduce((sum, { share }) => sum + share, 0);
  const office = OFFICES[random.weighted([...OFFICES.map(({ share }) => share), remote])];
  const isProgram = group === SERVICE_GROUP;
  const worksAtNight = random.chance(NIGHT_SHARE);
  return {
    number,
    id: isProgram ? `service-${number}` : `u-${number}`,
    group,
    home: office ?? random.pick(TOWNS),
    address:
      office === undefined || isProgram ? `2001:db8:${(number + 1).toString(16)}::1` : officeAddress(office),
    devices: [`laptop-${number}`, ...(random.chance(0.3) ? [`phone-${number}`] : [])],
    begins: (worksAtNight ? 21 : 8.5) + random.normal(),
    hours: 8 + random.unit() * 1.5,
    flexible: random.chance(flexible),
    requestsPerDay: isProgram ? 40 : Math.exp(Math.log(12) + 0.4 * random.normal()),
    favourites: favouritesOf(group, catalogue, random),
  };
}

/** The address of all who work in an office (a documentation block, RFC 5737). */
export function officeAddress(office: Place): string {
  const index = OFFICES.findIndex(({ location }) => location === office.location);
  return `203.0.113.${index < 0 ? 99 : 10 + index}`;
}

/** What somebody of a group uses: mostly what its people use, and a little of another. */
export function favouritesOf(group: string, catalogue: Catalogue, random: Random): string[] {
  const own = catalogue.ofGroup.get(group) ?? [];
  const other = random.pick([...catalogue.ofGroup.keys()].filter((name) => name !== group));
  const foreign = random.sample((catalogue.ofGroup.get(other) ?? []).slice(0, 8), FOREIGN_FAVOURITES);
  const weights = zipf(own.length, 0.7);
  const chosen = new Set<string>();
  while (chosen.size < Math.min(FAVOURITES - FOREIGN_FAVOURITES, own.length)) {
    chosen.add(own[random.weighted(weights)] as string);
  }
  const administers = group === "operations" ? random.sample(catalogue.sensitive, 2) : [];
  return [...chosen, ...foreign, ...administers];
}
