import type { Random } from "./random.js";

/** The groups of a simulated company, the part of its people in each, and the group that works around the clock. */
export const GROUPS = [
  { name: "engineering", share: 0.3 },
  { name: "support", share: 0.18 },
  { name: "sales", share: 0.15 },
  { name: "finance", share: 0.1 },
  { name: "data", share: 0.1 },
  { name: "operations", share: 0.08 },
  { name: "people", share: 0.06 },
  { name: "service", share: 0.03 },
] as const;

/** The peer group of programs: they keep no hours and do not travel. */
export const SERVICE_GROUP = "service";

/** Resources of a group that its people use, from the most frequent to the rarest. */
const GROUP_RESOURCES = 40;
const SHARED_RESOURCES = 12;
const SENSITIVE_RESOURCES = 12;

/** What a simulated company has to ask for. */
export interface Catalogue {
  /** What everybody uses, most frequent first. */
  readonly shared: readonly string[];
  /** What a group uses, most frequent first. */
  readonly ofGroup: ReadonlyMap<string, readonly string[]>;
  /** What few people of operations use, and attackers look for. */
  readonly sensitive: readonly string[];
}

/** The catalogue of every simulated company: the same in each. */
export function makeCatalogue(groups: readonly string[]): Catalogue {
  const names = (prefix: string, count: number): string[] =>
    Array.from({ length: count }, (_, index) => `${prefix}/${noun(index)}`);
  return {
    shared: names("shared", SHARED_RESOURCES),
    ofGroup: new Map(groups.map((group) => [group, names(group, GROUP_RESOURCES)])),
    sensitive: names("admin", SENSITIVE_RESOURCES),
  };
}

const NOUNS = [
  "orders",
  "invoices",
  "builds",
  "reports",
  "tickets",
  "accounts",
  "queues",
  "exports",
  "pipelines",
  "contracts",
  "budgets",
  "models",
  "releases",
  "alerts",
  "payrolls",
  "campaigns",
] as const;

/** A word without digits: a resource that ends in a number is another resource each time. */
function noun(index: number): string {
  const word = NOUNS[index % NOUNS.length] as string;
  const round = Math.floor(index / NOUNS.length);
  return round === 0 ? word : `${word}-${"abcdefgh"[round - 1]}`;
}

/** Zipf's law: the weight of the item at each rank. */
export function zipf(count: number, exponent = 1): readonly number[] {
  const key = `${count} ${exponent}`;
  const known = weights.get(key);
  if (known !== undefined) return known;
  const made = Array.from({ length: count }, (_, rank) => (rank + 1) ** -exponent);
  weights.set(key, made);
  return made;
}

/** Weights by their count and exponent, because every request draws by some. */
const weights = new Map<string, readonly number[]>();

/** The resource as a log shows it where resources end in an id: the class and what one request named of it. */
export function withId(resource: string, random: Random): string {
  switch (random.below(3)) {
    case 0:
      return `${resource}/${random.below(100_000)}`;
    case 1:
      return `${resource}/${uuid(random)}`;
    default:
      return `${resource}/${hexadecimal(random, 24)}/lines/${random.below(20)}`;
  }
}

/** A UUID of version 4 (RFC 9562) that the stream determines. */
export function uuid(random: Random): string {
  const digits = hexadecimal(random, 32);
  const variant = "89ab"[random.below(4)];
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-${variant}${digits.slice(17, 20)}-${digits.slice(20)}`;
}

function hexadecimal(random: Random, length: number): string {
  let digits = "";
  while (digits.length < length)
    digits += random
      .below(2 ** 28)
      .toString(16)
      .padStart(7, "0");
  return digits.slice(0, length);
}
