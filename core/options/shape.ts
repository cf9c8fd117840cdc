import { quote } from "../errors.js";
import { suggest } from "../json/suggest.js";
import { isJsonObject } from "../json/values.js";
import { isOptions } from "./kinds.js";
import { faultsOf, type OptionalKind, type OptionFault, type OptionKind, wrong } from "./option-kind.js";

/** A kind for each option of a type: one that is forgotten does not compile, nor does a default that the kind denies. */
export type Shape<Options> = {
  readonly [Key in keyof Options]-?: Partial<Pick<Options, Key>> extends Pick<Options, Key>
    ? OptionalKind
    : OptionKind;
};

/** An object of options, each with its kind. A key that is none of them is a fault: misspelt, it would not count. */
export function options<Options extends object>(shape: Shape<Options>): OptionKind {
  const kinds: Readonly<Record<string, OptionKind>> = shape;
  const names = Object.keys(kinds);
  const allowed = `an object with ${names.join(", ")}`;
  return {
    allowed,
    faults: (given, at) =>
      isOptions(given)
        ? [...unknownKeys(given, at, names), ...members(given, at, kinds)]
        : [wrong(given, at, allowed)],
  };
}

/** An object that has these members among others: an instance of somebody's class. */
export function objectWith<Members extends object>(allowed: string, shape: Shape<Members>): OptionKind {
  return {
    allowed,
    faults: (given, at) => (isJsonObject(given) ? members(given, at, shape) : [wrong(given, at, allowed)]),
  };
}

function members(
  given: Readonly<Record<string, unknown>>,
  at: string,
  kinds: Readonly<Record<string, OptionKind>>,
): OptionFault[] {
  return Object.entries(kinds).flatMap(([name, kind]) => faultsOf(kind, given[name], below(at, name)));
}

function unknownKeys(given: object, at: string, names: readonly string[]): OptionFault[] {
  return Object.keys(given)
    .filter((name) => !names.includes(name))
    .map((name) => ({
      at: below(at, name),
      what: "unknown",
      got: quote(name),
      allowed: names.join(", "),
      fix: suggest(name, names) ?? "delete it, or correct its name",
    }));
}

function below(at: string, name: string): string {
  return at === "" ? name : `${at}.${name}`;
}
