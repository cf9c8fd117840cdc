import { append } from "../../json/append.js";
import { formatIpv4, formatIpv6 } from "../../network/address.js";
import { addressesOf } from "../engine/conditions/network.js";
import type { Conditions, Scalar } from "../language/policy.js";
import { isChanged, type Participant } from "./participant.js";

/** A fact of a request whose values the conditions tell apart: one value of each kind, undefined where it is missing. */
export interface FactAtoms {
  /** Dotted path, for example "context.country". */
  readonly path: string;
  readonly values: readonly unknown[];
}

/** The facts that some policies judge. */
export interface JudgedFacts {
  readonly facts: readonly FactAtoms[];
  /** Whether every combination of outcomes has its value. */
  readonly complete: boolean;
}

/** What the conditions on one fact compare it with, whatever their kind. */
class Distinctions {
  /** Values that stand for themselves, because a condition of their own kind reads them. */
  readonly values: unknown[] = [];
  readonly scalars: Scalar[] = [];
  /** What a list is searched for. */
  readonly members: Scalar[] = [];
  /** Of each allow policy that searches a list, the shortest lists in which it finds what it asks for. */
  readonly allowed: Scalar[][] = [];
  /** The same of each deny policy that only one of the sets has. */
  readonly deniedByOne: Scalar[][] = [];
  /** Whether an attribute is compared, too. */
  asAttribute = false;

  atoms(): unknown[] {
    return [...new Set([...this.values, ...scalarAtoms(this.scalars)]), ...listAtoms(this), undefined];
  }

  /**
   * Whether members of different types are searched for. Each then makes the search for the others unknown where else it
   * were false, and lists that differ in that alone are not atoms.
   */
  get mixesMembers(): boolean {
    return this.members.some((member) => typeof member !== typeof this.members[0]);
  }
}

/** A member that no policy asks for. */
const OTHER_MEMBER = "other";
/** So many members of a list, the other one among them, are tried in every combination. */
const MOST_COMBINED = 5;
/** Facts that time decides, which attributes compare as texts. */
const INSTANTS = ["context.time", "context.authentication.at"];

/** Every fact but time that the policies judge, with its atoms. */
export function factAtoms(participants: readonly Participant[]): JudgedFacts {
  const byPath = new Map<string, Distinctions>();
  const at = (path: string): Distinctions => {
    const known = byPath.get(path) ?? new Distinctions();
    byPath.set(path, known);
    return known;
  };
  const specifications = participants.map(({ policy }) => policy.source.when ?? {});
  addBuiltInFacts(specifications, at);
  for (const participant of participants) addLists(participant, at);
  for (const { path, operator, value } of specifications.flatMap(({ attributes = [] }) => attributes)) {
    const fact = at(path);
    fact.asAttribute = true;
    if (operator !== "contains") append(fact.scalars, [value].flat() as Scalar[]);
  }
  return {
    facts: [...byPath].map(([path, fact]) => ({ path, values: fact.atoms() })),
    // Which of the two came first, the risk or the authentication, has no atoms.
    complete: isSearchable(byPath) && specifications.every(({ risk }) => risk?.afterStepUp === undefined),
  };
}

/** Whether no fact is compared in two ways whose combinations the atoms leave out, and none is part of another. */
function isSearchable(byPath: ReadonlyMap<string, Distinctions>): boolean {
  const wholes = [...byPath.keys(), ...INSTANTS];
  return [...byPath].every(
    ([path, { asAttribute, values, mixesMembers }]) =>
      !(asAttribute && values.length > 0) &&
      !mixesMembers &&
      !INSTANTS.includes(path) &&
      !(path.startsWith("context.") && wholes.some((whole) => path.startsWith(`${whole}.`))),
  );
}

function addBuiltInFacts(all: readonly Conditions[], at: (path: string) => Distinctions): void {
  const given = <Key extends keyof Conditions>(key: Key): NonNullable<Conditions[Key]>[] =>
    all.flatMap((conditions) =>
      conditions[key] === undefined ? [] : [conditions[key] as NonNullable<Conditions[Key]>],
    );
  const compared = (path: string, scalars: readonly Scalar[]): void => {
    if (scalars.length > 0) append(at(path).scalars, scalars);
  };
  const locations = given("location");
  if (locations.length > 0) {
    const named = locations.flatMap(({ countries = [], notCountries = [] }) => [
      ...countries,
      ...notCountries,
    ]);
    const other = ["ZZ", "QZ", "QQ"].find((code) => !named.includes(code));
    append(at("context.country").values, [...named, other]);
  }
  const networks = given("network");
  if (networks.length > 0) {
    const blocks = networks.flatMap(({ cidrs = [], notCidrs = [] }) => [...cidrs, ...notCidrs]);
    append(at("context.sourceIp").values, addressAtoms(blocks));
  }
  const devices = given("device");
  compared(
    "context.device.registered",
    devices.flatMap(({ registered }) => registered ?? []),
  );
  compared(
    "context.device.posture",
    devices.flatMap(({ postureAtLeast }) => postureAtLeast ?? []),
  );
  const authentications = given("authentication");
  compared(
    "context.authentication.assurance",
    authentications.flatMap(({ assuranceAtLeast }) => assuranceAtLeast ?? []),
  );
  compared(
    "context.risk",
    given("risk").flatMap(({ atMost, afterStepUp }) => [
      atMost,
      ...(afterStepUp === undefined ? [] : [afterStepUp]),
    ]),
  );
  if (given("justified").length > 0) at("context.justification").values.push("as asked", "");
}

/** The lists that one policy searches. */
function addLists(participant: Participant, at: (path: string) => Distinctions): void {
  const { effect, when = {} } = participant.policy.source;
  const { authentication, attributes = [] } = when;
  const byPath = new Map<string, Scalar[][]>();
  const searchFor = (path: string, choices: readonly Scalar[]): void => {
    append(at(path).members, choices);
    const lists = byPath.get(path) ?? [[]];
    byPath.set(
      path,
      lists.flatMap((list) => choices.map((choice) => [...list, choice])),
    );
  };
  if (authentication?.methods !== undefined) {
    searchFor("context.authentication.methods", authentication.methods);
  }
  for (const { path, operator, value } of attributes) {
    if (operator === "contains") searchFor(path, [value as Scalar]);
  }
  for (const [path, lists] of byPath) {
    if (effect === "allow") append(at(path).allowed, lists);
    else if (isChanged(participant)) append(at(path).deniedByOne, lists);
  }
}

function scalarAtoms(values: readonly Scalar[]): unknown[] {
  const texts = values.filter((value) => typeof value === "string").sort();
  const numbers = values.filter((value) => typeof value === "number");
  return [
    // Before, at and right after each text, so that every order between them has its text.
    ...(texts.length > 0 ? ["", ...texts.flatMap((text) => [text, textAfter(text, texts)])] : []),
    ...(numbers.length > 0 ? numberAtoms(numbers) : []),
    ...(values.some((value) => typeof value === "boolean") ? [true, false] : []),
  ];
}

/** A text that follows one so closely that none of the others lies between; a readable one where there is. */
function textAfter(text: string, others: readonly string[]): string {
  const readable = `${text}!`;
  return others.some((other) => other > text && other <= readable) ? `${text}\0` : readable;
}

/** Each bound, a number between every two, and one beyond each end. */
function numberAtoms(bounds: readonly number[]): number[] {
  const sorted = [...new Set(bounds)].sort((a, b) => a - b);
  const between = sorted.slice(1).map((bound, index) => (bound + (sorted[index] as number)) / 2);
  return [(sorted[0] as number) - 1, ...sorted, ...between, (sorted.at(-1) as number) + 1];
}

/**
 * Every combination of few members. Of many, what an allow policy and a changed deny policy ask for together is enough:
 * where a request is answered differently, a policy of one set allows it, and the other set has no policy that allows it
 * or a deny policy of its own. A list of what these two ask for is answered in the same two ways, since a shorter one
 * makes no other policy apply.
 */
function listAtoms({ members, allowed, deniedByOne }: Distinctions): Scalar[][] {
  if (members.length === 0) return [];
  const all = [...new Set([...members, OTHER_MEMBER])];
  if (all.length <= MOST_COMBINED) {
    return all.reduce<Scalar[][]>(
      (combined, member) => combined.concat(combined.map((list) => [...list, member])),
      [[]],
    );
  }
  const together = [[], ...allowed].flatMap((one) =>
    [[], ...deniedByOne].map((other) => [...new Set([...one, ...other])].sort()),
  );
  const lists = [...together, [OTHER_MEMBER], all];
  return [...new Map(lists.map((list) => [JSON.stringify(list), list])).values()];
}

/** One address of every part into which the blocks cut the address space. */
function addressAtoms(blocks: readonly string[]): string[] {
  const { ipv4, ipv6 } = addressesOf(blocks);
  const edges4 = new Set([
    0,
    ...blocks.flatMap((block) => [...addressesOf([block]).ipv4.boundaries]),
    ...ipv4.boundaries,
  ]);
  const edges6 = new Set([
    1n,
    ...blocks.flatMap((block) => [...addressesOf([block]).ipv6.boundaries]),
    ...ipv6.boundaries,
  ]);
  return [
    ...[...edges4].filter((edge) => edge < 2 ** 32).map(formatIpv4),
    ...[...edges6].filter((edge) => edge < 1n << 128n).map(formatIpv6),
  ];
}
