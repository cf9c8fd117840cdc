import { quote } from "../errors.js";
import { isJsonObject } from "../json/values.js";

/** One thing that is wrong with a value, and where inside the options it stands. */
export interface OptionFault {
  /** "issuer.audience[1]"; empty for the options as a whole. */
  readonly at: string;
  /** "unknown": nothing of this name is taken. "missing": it must be given. */
  readonly what: "wrong" | "unknown" | "missing";
  readonly got: string;
  readonly allowed: string;
  /** @default - to correct it */
  readonly fix?: string;
}

/** What an option may hold. */
export interface OptionKind {
  /** As an error says it. */
  readonly allowed: string;
  /** Whether `undefined` stands for a default. @default false */
  readonly optional?: boolean;
  /** Everything that is wrong with a value that is given. */
  readonly faults: (value: unknown, at: string) => readonly OptionFault[];
}

/** What an option may hold that has a default. */
export type OptionalKind = OptionKind & { readonly optional: true };

/** The option may be left out; `undefined` is then as good as nothing. */
export function optional(kind: OptionKind): OptionalKind {
  return { ...kind, optional: true };
}

/** Everything that is wrong with a value that may be absent. */
export function faultsOf(kind: OptionKind, value: unknown, at: string): readonly OptionFault[] {
  if (value !== undefined) return kind.faults(value, at);
  return kind.optional === true
    ? []
    : [
        {
          at,
          what: "missing",
          got: "nothing",
          allowed: kind.allowed,
          ...(at === "" ? {} : { fix: `set ${at}` }),
        },
      ];
}

/** A fault of the value as a whole. */
export function wrong(value: unknown, at: string, allowed: string, fix?: string): OptionFault {
  const fault = { at, what: "wrong", got: described(value), allowed } as const;
  return fix === undefined ? fault : { ...fault, fix };
}

/** The value as an error shows it. A construct is named by its path: its content is a tree, and says nothing. */
export function described(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "function") return value.name === "" ? "a function" : `the function ${value.name}`;
  const path = constructPath(value);
  return path === undefined ? quote(value) : `the construct ${quote(path)}`;
}

/** The path of a construct, by its looks, because core knows nothing of constructs. */
function constructPath(value: unknown): string | undefined {
  const node = isJsonObject(value) ? value["node"] : undefined;
  const path = isJsonObject(node) ? node["path"] : undefined;
  return typeof path === "string" ? path : undefined;
}
