import type { VariableKind } from "../contracts/variable.js";
import { suggest } from "../json/suggest.js";
import { isJsonObject } from "../json/values.js";
import { isToken } from "../network/token.js";
import { faultsOf, type OptionFault, type OptionKind, wrong } from "./option-kind.js";

/** A value that passes a test. */
export function value(
  allowed: string,
  isTaken: (value: unknown) => boolean,
  fix?: (value: unknown) => string | undefined,
): OptionKind {
  return {
    allowed,
    faults: (given, at) => (isTaken(given) ? [] : [wrong(given, at, allowed, fix?.(given))]),
  };
}

/** A text that the variable kind parses, known now. */
export function text(kind: VariableKind<unknown>): OptionKind {
  return value(
    kind.allowed,
    (given) => typeof given === "string" && !isToken(given) && kind.parse(given) !== undefined,
    (given) => (isToken(given) ? "write it as a literal: it is needed before deployment" : undefined),
  );
}

/** A number that the variable kind parses from its digits, known now. */
export function number(kind: VariableKind<number>): OptionKind {
  return value(kind.allowed, (given) => typeof given === "number" && kind.parse(String(given)) !== undefined);
}

/** What the kind takes, or a value that Terraform alone knows. */
export function orToken(kind: OptionKind): OptionKind {
  return {
    allowed: `${kind.allowed}, or a Terraform value`,
    faults: (given, at) => (isToken(given) ? [] : kind.faults(given, at)),
  };
}

/** One of a few words. */
export function word(...words: readonly string[]): OptionKind {
  const allowed = words.length === 1 ? `"${words[0]}"` : `one of ${words.join(", ")}`;
  return value(
    allowed,
    (given) => typeof given === "string" && words.includes(given),
    (given) => (typeof given === "string" ? suggest(given, words) : undefined),
  );
}

/** True or false. The text "false" would count as true. */
export const FLAG = value("true or false", (given) => typeof given === "boolean");

/** A function. */
export const FUNCTION = value("a function", (given) => typeof given === "function");

/** A list of what the kind takes. */
export function listOf(
  item: OptionKind,
  { atLeast = 0, atMost = Infinity }: { readonly atLeast?: number; readonly atMost?: number } = {},
): OptionKind {
  const number =
    atMost === Infinity ? (atLeast === 0 ? "" : `${atLeast} or more, `) : `${atLeast} to ${atMost}, `;
  const allowed = `a list, ${number}each item ${item.allowed}`;
  return {
    allowed,
    faults: (given, at) => {
      if (!Array.isArray(given) || given.length < atLeast || given.length > atMost)
        return [wrong(given, at, allowed)];
      // Not flatMap over the list itself, which passes over holes.
      return Array.from(given).flatMap((one, index) => faultsOf(item, one, `${at}[${index}]`));
    },
  };
}

/** An object with any keys, each of which names what the kind takes; an optional kind takes undefined. */
export function recordOf(
  item: OptionKind,
  key?: OptionKind,
  { atLeast = 0 }: { readonly atLeast?: number } = {},
): OptionKind {
  const allowed = `an object${atLeast === 0 ? "" : ` with ${atLeast} key or more`}, each value ${item.allowed}`;
  return {
    allowed,
    faults: (given, at) => {
      if (!isOptions(given)) return [wrong(given, at, allowed)];
      const entries = Object.entries(given);
      if (entries.length < atLeast) return [wrong(given, at, allowed)];
      return entries.flatMap(([name, one]): readonly OptionFault[] => [
        ...(key?.faults(name, `${at}, name ${JSON.stringify(name)}`) ?? []),
        ...faultsOf(item, one, `${at}[${JSON.stringify(name)}]`),
      ]);
    },
  };
}

/** What one of the kinds takes. */
export function either(...kinds: readonly OptionKind[]): OptionKind {
  const allowed = kinds.map((kind) => kind.allowed).join(", or ");
  return {
    allowed,
    faults: (given, at) =>
      kinds.some((kind) => kind.faults(given, at).length === 0) ? [] : [wrong(given, at, allowed)],
  };
}

/** What the kind takes, whose values no error repeats. */
export function secret(kind: OptionKind): OptionKind {
  return {
    ...kind,
    faults: (given, at) =>
      kind.faults(given, at).map((fault) => ({
        ...fault,
        got:
          typeof given === "string"
            ? `a text of ${given.length} characters`
            : `a value of type ${typeof given}`,
      })),
  };
}

/** Objects whose content is not in their keys: every option would count as left out. */
const OTHER_CONTENT = [Map, Set, Promise, Date] as const;

/** Whether the value can be an object of options: neither a list, a map or a promise, nor a construct, which has a node. */
export function isOptions(given: unknown): given is Readonly<Record<string, unknown>> {
  return (
    isJsonObject(given) &&
    !isJsonObject(given["node"]) &&
    !OTHER_CONTENT.some((kind) => given instanceof kind)
  );
}
