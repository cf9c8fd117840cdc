/** What a text must be to become a value, for one kind of environment variable. */
export interface VariableKind<T> {
  /** The accepted texts, as an error message names them. */
  readonly allowed: string;
  /** The value, or undefined for a text that is not accepted. */
  parse(text: string): T | undefined;
}

/** Start of every environment variable of ours; AWS and the runtime use none like it. */
export const VARIABLE_PREFIX = "CORDON_";

interface VariableBase<T> {
  readonly name: `${typeof VARIABLE_PREFIX}${string}`;
  readonly kind: VariableKind<T>;
  readonly meaning: string;
}

/** One environment variable of a Lambda: its name, what it means, what it may hold. */
export type Variable<T = unknown> =
  | (VariableBase<T> & { readonly presence: "required" })
  | (VariableBase<T> & { readonly presence: "optional" })
  | (VariableBase<T> & { readonly presence: "defaulted"; readonly fallback: T });

type VariableName = VariableBase<unknown>["name"];

/** A variable without which the function does not start. */
export function required<T>(name: VariableName, kind: VariableKind<T>, meaning: string) {
  return { name, kind, meaning, presence: "required" } as const;
}

/** A variable that may be absent; its value is then undefined. */
export function optional<T>(name: VariableName, kind: VariableKind<T>, meaning: string) {
  return { name, kind, meaning, presence: "optional" } as const;
}

/** A variable that has a value of its own where it is absent. */
export function defaulted<T>(name: VariableName, kind: VariableKind<T>, fallback: T, meaning: string) {
  return { name, kind, meaning, presence: "defaulted", fallback } as const;
}

/** Any text but the empty one. */
export const TEXT: VariableKind<string> = {
  allowed: "a text that is not empty",
  parse: (text) => (text.trim() === "" ? undefined : text),
};

/** The URL of something fetched: https, or http on the machine itself. Without credentials and fragment. */
export const FETCHED_URL: VariableKind<string> = {
  allowed:
    "an https URL without user name, password and fragment (http only for 127.0.0.1, [::1] and localhost)",
  parse: (text) => {
    if (!URL.canParse(text)) return undefined;
    const url = new URL(text);
    const isLocal = ["127.0.0.1", "[::1]", "localhost"].includes(url.hostname);
    const isSafe = url.protocol === "https:" || (url.protocol === "http:" && isLocal);
    return isSafe && url.username === "" && url.password === "" && url.hash === "" ? text : undefined;
  },
};

/** 64 lower-case hexadecimal digits. */
export const SHA256: VariableKind<string> = {
  allowed: "a SHA-256 hash, 64 lower-case hexadecimal digits",
  parse: (text) => (/^[0-9a-f]{64}$/.test(text) ? text : undefined),
};

/** A whole number in decimal digits, from `lowest` to `highest`, both included. */
export function wholeNumber(lowest: number, highest: number): VariableKind<number> {
  return {
    allowed: `a whole number from ${lowest} to ${highest}`,
    parse: (text) => {
      if (!/^(?:0|[1-9][0-9]{0,15})$/.test(text)) return undefined;
      const value = Number(text);
      return value >= lowest && value <= highest ? value : undefined;
    },
  };
}

/** One or more different items, separated by commas; spaces around an item do not count. */
export function list<T>(item: VariableKind<T>): VariableKind<readonly T[]> {
  return {
    allowed: `a comma-separated list without repetition, each item ${item.allowed}`,
    parse: (text) => {
      const items = text.split(",").map((part) => item.parse(part.trim()));
      const values = items.filter((value): value is T => value !== undefined);
      return values.length === items.length && new Set(values).size === values.length ? values : undefined;
    },
  };
}

/** One item of a {@link list}: without what would make two of it, or another one. */
export function listItem<T>(item: VariableKind<T>): VariableKind<T> {
  return {
    allowed: `${item.allowed}, without a comma, and without a space at its ends`,
    parse: (text) => (text.includes(",") || text.trim() !== text ? undefined : item.parse(text)),
  };
}

/** One of a few words. */
export function choice<const Words extends readonly string[]>(...words: Words): VariableKind<Words[number]> {
  return {
    allowed: `one of ${words.join(", ")}`,
    parse: (text) => words.find((word) => word === text),
  };
}
