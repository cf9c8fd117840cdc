import { formatIpv4, formatIpv6 } from "../../network/address.js";
import type { CompiledPolicy } from "../compiled-policy.js";
import { addressesOf } from "../conditions/network.js";
import type { AttributeSpecification, Conditions, Scalar } from "../policy.js";

/** A fact of a request whose values the conditions tell apart: one value of each kind, undefined where it is missing. */
export interface FactAtoms {
  /** Dotted path, for example "context.country". */
  readonly path: string;
  readonly values: readonly unknown[];
}

/** So many texts of a list are tried in every combination; of more, each alone and all together. */
const MOST_COMBINED = 5;

/** Every fact but time that the policies judge, with its atoms. */
export function factAtoms(policies: readonly CompiledPolicy[]): FactAtoms[] {
  const byPath = new Map<string, Set<string>>();
  const add = (path: string, values: readonly unknown[]): void => {
    const known = byPath.get(path) ?? new Set();
    for (const value of values) known.add(JSON.stringify(value));
    byPath.set(path, known);
  };
  const specifications = policies.map(({ source }) => source.when ?? {});
  for (const [path, values] of builtInFacts(specifications)) add(path, values);
  for (const [path, values] of attributeFacts(specifications.flatMap(({ attributes = [] }) => attributes))) {
    add(path, values);
  }
  return [...byPath].map(([path, values]) => ({
    path,
    values: [...[...values].map((value): unknown => JSON.parse(value)), undefined],
  }));
}

function* builtInFacts(all: readonly Conditions[]): Generator<[path: string, values: readonly unknown[]]> {
  const given = <Key extends keyof Conditions>(key: Key): NonNullable<Conditions[Key]>[] =>
    all.flatMap((conditions) =>
      conditions[key] === undefined ? [] : [conditions[key] as NonNullable<Conditions[Key]>],
    );
  const locations = given("location");
  if (locations.length > 0) {
    const named = locations.flatMap(({ countries = [], notCountries = [] }) => [
      ...countries,
      ...notCountries,
    ]);
    yield ["context.country", [...named, ["ZZ", "QZ", "QQ"].find((code) => !named.includes(code))]];
  }
  const networks = given("network");
  if (networks.length > 0) {
    const blocks = networks.flatMap(({ cidrs = [], notCidrs = [] }) => [...cidrs, ...notCidrs]);
    yield ["context.sourceIp", addressAtoms(blocks)];
  }
  const devices = given("device");
  if (devices.some(({ registered }) => registered !== undefined))
    yield ["context.device.registered", [true, false]];
  const postures = devices.flatMap(({ postureAtLeast }) => postureAtLeast ?? []);
  if (postures.length > 0) yield ["context.device.posture", numberAtoms(postures)];
  const authentications = given("authentication");
  const levels = authentications.flatMap(({ assuranceAtLeast }) => assuranceAtLeast ?? []);
  if (levels.length > 0) yield ["context.authentication.assurance", numberAtoms(levels)];
  const methods = authentications.flatMap((authentication) => authentication.methods ?? []);
  if (methods.length > 0) yield ["context.authentication.methods", listAtoms([...methods, "other"])];
  const risks = given("risk").map(({ atMost }) => atMost);
  if (risks.length > 0) yield ["context.risk", numberAtoms(risks)];
  if (given("justified").length > 0) yield ["context.justification", ["as asked", ""]];
}

function* attributeFacts(
  entries: readonly AttributeSpecification[],
): Generator<[string, readonly unknown[]]> {
  for (const path of new Set(entries.map((entry) => entry.path))) {
    const here = entries.filter((entry) => entry.path === path);
    const compared = here
      .filter(({ operator }) => operator !== "contains")
      .flatMap(({ value }) => [value].flat() as Scalar[]);
    const contained = here
      .filter(({ operator }) => operator === "contains")
      .map(({ value }) => value as Scalar);
    yield [
      path,
      [...scalarAtoms(compared), ...(contained.length > 0 ? listAtoms([...contained, "other"]) : [])],
    ];
  }
}

function scalarAtoms(values: readonly Scalar[]): unknown[] {
  const texts = values.filter((value) => typeof value === "string").sort();
  const numbers = values.filter((value) => typeof value === "number");
  return [
    // Before, at and right after each text, so that every order between them has its text.
    ...(texts.length > 0 ? ["", ...texts.flatMap((text) => [text, `${text}!`])] : []),
    ...(numbers.length > 0 ? numberAtoms(numbers) : []),
    ...(values.some((value) => typeof value === "boolean") ? [true, false] : []),
  ];
}

/** Each bound, a number between every two, and one beyond each end. */
function numberAtoms(bounds: readonly number[]): number[] {
  const sorted = [...new Set(bounds)].sort((a, b) => a - b);
  const between = sorted.slice(1).map((bound, index) => (bound + (sorted[index] as number)) / 2);
  return [(sorted[0] as number) - 1, ...sorted, ...between, (sorted.at(-1) as number) + 1];
}

function listAtoms(members: readonly Scalar[]): Scalar[][] {
  const different = [...new Set(members)];
  if (different.length > MOST_COMBINED) return [[], ...different.map((member) => [member]), different];
  let lists: Scalar[][] = [[]];
  for (const member of different) lists = lists.concat(lists.map((list) => [...list, member]));
  return lists;
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
