import { MILLISECONDS_PER_DAY, parseInstant } from "../../time/instant.js";
import type { AccessLogRecord } from "../access-log.js";
import { playScenario, SCENARIOS, type Scenario } from "./attacks.js";
import { type Catalogue, GROUPS, makeCatalogue, SERVICE_GROUP, uuid, withId } from "./catalogue.js";
import { liveThrough } from "./daily-life.js";
import type { SimulatedEvent } from "./event.js";
import { habitsOf, type SettledOptions, type WorldKind, type WorldOptions } from "./options.js";
import { makePerson, type Person } from "./person.js";
import { type Random, randomOf } from "./random.js";
import { makeShift, NEW_GROUP } from "./shift.js";

/** An attack of a simulated world, as its labels say. */
export interface PlayedAttack {
  readonly id: string;
  readonly scenario: Scenario;
  readonly userId: string;
  /** Instants of its first and last request. */
  readonly first: string;
  readonly last: string;
  readonly eventIds: readonly string[];
}

/** The access log of a simulated company, and what in it is an attack. */
export interface SimulatedWorld {
  readonly kind: WorldKind;
  readonly seed: number;
  /** The first midnight, that of the first attack at the earliest, and that after the last day. */
  readonly from: string;
  readonly trainUntil: string;
  readonly until: string;
  /** The midnight of the change in a shifted world. */
  readonly shiftedAt: string | undefined;
  /** By `ts`, then by `event_id`. */
  readonly records: readonly AccessLogRecord[];
  readonly attacks: readonly PlayedAttack[];
}

/** Simulates a company: the same options give the same world, to the byte. */
export function simulateWorld(options: WorldOptions): SimulatedWorld {
  const settled = settle(options);
  const { kind, seed, start, users, trainDays, testDays } = settled;
  const habits = habitsOf(kind);
  const shift = kind === "shift" ? makeShift(trainDays + 1) : undefined;
  const groups = GROUPS.map(({ name }) => name);
  const catalogue = makeCatalogue(shift === undefined ? groups : [...groups, NEW_GROUP]);
  const people = Array.from({ length: users }, (_, number) =>
    makePerson(number, makeCatalogue(groups), habits.flexible, randomOf(seed, "person", number)),
  );
  const lives = people.map((person) =>
    liveThrough(person, settled, habits, catalogue, shift, randomOf(seed, "life", person.number)),
  );
  const end = start + (trainDays + testDays) * MILLISECONDS_PER_DAY;
  const events = attack(settled, people, lives, catalogue)
    .flat()
    .filter(({ at }) => at >= start && at < end)
    .sort((a, b) => a.at - b.at || a.person - b.person);
  const random = randomOf(seed, "records");
  const records = events.map((event) => recordOf(event, kind === "ids", random));
  const day = (number: number): string => new Date(start + number * MILLISECONDS_PER_DAY).toISOString();
  return {
    kind,
    seed,
    from: day(0),
    trainUntil: day(trainDays),
    until: day(trainDays + testDays),
    shiftedAt: shift === undefined ? undefined : day(shift.day),
    records,
    attacks: labelsOf(events, records),
  };
}

function settle(options: WorldOptions): SettledOptions {
  const { kind, seed, from = "2026-01-05", users = 300, trainDays = 30, testDays = 14 } = options;
  const quiet = kind === "clean" || kind === "shift";
  return {
    kind,
    seed,
    start: parseInstant(`${from}T00:00:00Z`),
    users,
    trainDays,
    testDays,
    attacksPerScenario: options.attacksPerScenario ?? (quiet ? 0 : Math.floor(users / 12)),
  };
}

/** The lives with the attacks in them; people are attacked once, while there are enough of them. */
function attack(
  { seed, start, trainDays, testDays, attacksPerScenario }: SettledOptions,
  people: readonly Person[],
  lives: readonly SimulatedEvent[][],
  catalogue: Catalogue,
): readonly SimulatedEvent[][] {
  const random = randomOf(seed, "attacks");
  const attacked = lives.map((life) => [...life]);
  const human = people.filter(({ group }) => group !== SERVICE_GROUP);
  const victims = random.sample(human, human.length);
  for (let turn = 0; turn < attacksPerScenario * SCENARIOS.length; turn += 1) {
    const scenario = SCENARIOS[turn % SCENARIOS.length] as Scenario;
    const person = victims[turn % victims.length];
    const life = person === undefined ? undefined : attacked[person.number];
    if (person === undefined || life === undefined) continue;
    const days = scenario === "low-and-slow" ? Math.max(1, testDays - 7) : testDays - 1;
    const midnight = workingDay(life, start, trainDays + random.below(days), trainDays, testDays);
    const isOwn = ({ at }: SimulatedEvent): boolean => at >= midnight && at < midnight + MILLISECONDS_PER_DAY;
    const { events, absent } = playScenario(
      scenario,
      { person, midnight, own: life.filter(isOwn), catalogue },
      random,
    );
    const rest = absent === true ? life.filter((event) => !isOwn(event)) : life;
    attacked[person.number] = [
      ...rest,
      ...events.map((event) => ({ ...event, attack: `${scenario}-${turn}` })),
    ];
  }
  return attacked;
}

/** The midnight of that day, or of the next one on which the person worked: nobody attacks an empty desk unseen. */
function workingDay(
  life: readonly SimulatedEvent[],
  start: number,
  day: number,
  trainDays: number,
  testDays: number,
): number {
  for (let later = 0; later < testDays; later += 1) {
    const candidate = trainDays + ((day - trainDays + later) % Math.max(1, testDays - 1));
    const midnight = start + candidate * MILLISECONDS_PER_DAY;
    if (life.some(({ at }) => at >= midnight && at < midnight + MILLISECONDS_PER_DAY)) return midnight;
  }
  return start + day * MILLISECONDS_PER_DAY;
}

function recordOf(event: SimulatedEvent, ids: boolean, random: Random): AccessLogRecord {
  const [area = ""] = event.resource.split("/");
  const { place } = event;
  return {
    event_id: uuid(random),
    ts: new Date(event.at).toISOString(),
    user_id: event.user,
    peer_group: event.group,
    source_ip: event.address,
    location: place?.location ?? null,
    lat: place?.lat ?? null,
    lon: place?.lon ?? null,
    region: event.region,
    resource: ids ? withId(event.resource, random) : event.resource,
    action: `${area}:Use`,
    decision: event.denied ? "DENY" : "ALLOW",
    reason: event.denied ? "no_matching_policy" : "allowed",
    policy_id: event.denied ? null : `${area}-use`,
    device_id: event.device,
    session_id: event.session,
    function: "shop-engine",
  };
}

function labelsOf(events: readonly SimulatedEvent[], records: readonly AccessLogRecord[]): PlayedAttack[] {
  const byAttack = new Map<string, AccessLogRecord[]>();
  for (const [index, { attack }] of events.entries()) {
    if (attack === null) continue;
    const record = records[index] as AccessLogRecord;
    const known = byAttack.get(attack);
    if (known === undefined) byAttack.set(attack, [record]);
    else known.push(record);
  }
  return [...byAttack].map(([id, own]) => ({
    id,
    scenario: id.slice(0, id.lastIndexOf("-")) as Scenario,
    userId: own[0]?.user_id ?? "",
    first: own[0]?.ts ?? "",
    last: own.at(-1)?.ts ?? "",
    eventIds: own.map(({ event_id }) => event_id),
  }));
}
