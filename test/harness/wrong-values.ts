import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CordonError } from "../../constructs/index.js";
import { CHECKOUT } from "./checkout.js";

/** What callers without a type checker hand over for each other. */
const WRONG_VALUES: Readonly<Record<string, unknown>> = {
  undefined: undefined,
  null: null,
  number: 5,
  text: "wrong",
  "{}": {},
  "[]": [],
};

/** Stands in an object of options for a key that none has. */
const MISSPELT = "mispselt";

/**
 * A public function, constructor or method: arguments that it takes, and the call.
 *
 * Every option stands in the arguments; each is taken out and replaced, and nothing else is looked at.
 */
export interface EntryPoint<Around> {
  readonly args: (around: Around) => readonly unknown[];
  readonly call: (around: Around, ...args: never[]) => unknown;
  /** Where a wrong value is taken: the paths ("2.tags"), by its name. Why, {@link TAKEN_BECAUSE} says. */
  readonly taken?: Taken;
}

export type Taken = Readonly<Partial<Record<keyof typeof TAKEN_BECAUSE, readonly string[]>>>;

/** Why a value is taken that is wrong elsewhere. */
export const TAKEN_BECAUSE = {
  undefined: "it is as good as nothing, which is the default",
  null: "the answer is that it is something else",
  number: "5 lies between the bounds, or is something else than the port that it is compared with",
  text: "a text of one's own is asked for, and any will do; or it is something else",
  "{}": "all of its options have defaults, or there is none of them",
  "[]": "there is none of them",
  misspelt:
    "the keys are one's own, as those of tags are; or the value was made by a factory and only copied",
  construct: "a resource is a construct that others can stand in, too",
} as const;

/** One wrong value at one place of the arguments. */
interface Feeding {
  readonly path: string;
  readonly name: string;
  readonly args: readonly unknown[];
}

/** The arguments with each part of them replaced by each wrong value, and with a key too many in each object. */
function feedings(args: readonly unknown[], more: Readonly<Record<string, unknown>> = {}): Feeding[] {
  const values = { ...WRONG_VALUES, ...more };
  return places(args, []).flatMap((path) => {
    const replaced = Object.entries(values).map(([name, value]) => ({ name, value }));
    const whole = at(args, path);
    const misspelt = isPlain(whole) ? [{ name: "misspelt", value: { ...whole, [MISSPELT]: 1 } }] : [];
    return [...replaced, ...misspelt].map(({ name, value }) => ({
      path: path.join("."),
      name,
      args: replace(args, path, value) as readonly unknown[],
    }));
  });
}

/** What came of a call: a refusal in our words, or a value that was taken. Anything else is a defect. */
function outcome(call: () => unknown, what: string): "refused" | "taken" {
  try {
    call();
    return "taken";
  } catch (error) {
    if (error instanceof CordonError) return "refused";
    throw new Error(`${what} ends in a defect`, { cause: error });
  }
}

/** Paths of the arguments and of everything in them that is a list or an object of options. */
function places(value: unknown, path: readonly string[]): string[][] {
  const here = path.length === 0 ? [] : [[...path]];
  if (!isPlain(value) && !Array.isArray(value)) return here;
  return [...here, ...Object.entries(value).flatMap(([key, one]) => places(one, [...path, key]))];
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce((inner, key) => (inner as Record<string, unknown>)[key], value);
}

function replace(value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown {
  if (key === undefined) return by;
  const inner = replace((value as Record<string, unknown>)[key], rest, by);
  if (Array.isArray(value)) return value.map((one, index) => (String(index) === key ? inner : one));
  return { ...(value as object), [key]: inner };
}

/** Names of the types that a module of the public API exports. */
export function exportedTypes(entry: string): string[] {
  const text = readFileSync(join(CHECKOUT, entry), "utf8");
  const statements = [...text.matchAll(/export (type )?\{([^}]*)\}/gu)];
  return statements
    .flatMap(([, isType, names = ""]) =>
      names
        .split(",")
        .map((name) => name.trim())
        .filter((name) => name !== "" && (isType !== undefined || name.startsWith("type "))),
    )
    .map((name) => name.replace(/^type /u, ""))
    .sort();
}

/** Every function of a public API: functions, constructors with their methods, and the functions of objects. */
export function entryPoints(api: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(api)
    .flatMap(([name, value]) => {
      if (typeof value !== "function") return functionsOf(name, value as object);
      const { prototype } = value;
      const isClass = /^class\b/u.test(Function.prototype.toString.call(value));
      return isClass ? [name, ...functionsOf(name, value), ...functionsOf(name, prototype)] : [name];
    })
    .sort();
}

function functionsOf(name: string, owner: object): string[] {
  return Object.entries(Object.getOwnPropertyDescriptors(owner))
    .filter(([key, { value }]) => typeof value === "function" && key !== "constructor")
    .map(([key]) => `${name}.${key}`);
}

/** What is fed to an entry point, and the construct of another kind. */
interface Around {
  readonly around: unknown;
  readonly other: unknown;
}

/**
 * Feeds every wrong value to an entry point, and says which are taken, by their name: the paths.
 *
 * What is refused leaves everything as it was, so the next call finds it so; what is taken does not.
 */
export function takenBy(entry: EntryPoint<unknown>, newAround: () => Around): Taken {
  const begin = () => {
    const { around, other } = newAround();
    return { around, rows: feedings(entry.args(around), { construct: other }) };
  };
  const taken: Record<string, string[]> = {};
  const right = newAround();
  entry.call(right.around, ...(entry.args(right.around) as never[]));
  let { around, rows } = begin();
  for (const index of rows.keys()) {
    const { path, name, args } = rows[index] as Feeding;
    if (outcome(() => entry.call(around, ...(args as never[])), `${path} = ${name}`) === "refused") continue;
    taken[name] = [...(taken[name] ?? []), path];
    ({ around, rows } = begin());
  }
  return taken;
}
