import { type Catalogue, SERVICE_GROUP } from "./catalogue.js";
import { favouritesOf, officeAddress, type Person } from "./person.js";
import { NEW_OFFICE } from "./places.js";
import type { Random } from "./random.js";

/** The day on which a world changes, and what is so from then on. */
export interface Shift {
  readonly day: number;
  /** The AWS region that decides on a request of that day, once there are two; undefined before. */
  region(day: number, random: Random): string | undefined;
  /** The new tool, where a person who has it asks for it. */
  tool(day: number, person: Person, random: Random): string | undefined;
}

/** The group that a re-organisation makes. */
export const NEW_GROUP = "platform";

const TOOL = Array.from({ length: 8 }, (_, index) => `rollout/${"abcdefgh"[index]}`);
const MOVERS = 0.1;
const REORGANISED = ["engineering", "operations"];
const REORGANISED_SHARE = 0.3;
/** Days until everybody who deploys uses the new tool. */
const ROLLOUT_DAYS = 3;

/** A new region, a new tool of deployment and a re-organisation, all on one day. */
export function makeShift(day: number): Shift {
  const reached = (today: number): number => Math.min(1, (today - day + 1) / ROLLOUT_DAYS);
  return {
    day,
    region: (today, random) => (today >= day && random.chance(0.3) ? "eu-south-2" : undefined),
    tool: (today, { group, number }, random) => {
      const deploys = group === "engineering" || group === NEW_GROUP || group === SERVICE_GROUP;
      // Who is reached does not change from one request to the next.
      const isReached = (number % 10) / 10 < reached(today);
      return today >= day && deploys && isReached && random.chance(0.15) ? random.pick(TOOL) : undefined;
    },
  };
}

/** The person after the change: some move to the new office, some come into the new group. */
export function changeAt(_shift: Shift, person: Person, catalogue: Catalogue, random: Random): Person {
  if (person.group === SERVICE_GROUP) return person;
  const moves = random.chance(MOVERS);
  const joins = REORGANISED.includes(person.group) && random.chance(REORGANISED_SHARE);
  return {
    ...person,
    ...(moves ? { home: NEW_OFFICE, address: officeAddress(NEW_OFFICE) } : {}),
    ...(joins
      ? { group: NEW_GROUP, favourites: mixed(person.favourites, favouritesOf(NEW_GROUP, catalogue, random)) }
      : {}),
  };
}

/** One of each list in turn: the old habits stay beside the new ones. */
function mixed(old: readonly string[], added: readonly string[]): string[] {
  return added.flatMap((resource, index) => [resource, old[index] ?? resource]).slice(0, 14);
}
