import { compileAttributePath } from "../language/attribute-path.js";
import type { RequestFacts } from "./facts.js";
import { readAttribute } from "./read-attribute.js";

/** One fact of a request by its dotted path, for example "context.country". */
export interface Fact {
  readonly path: string;
  /** The value as the request has it, undefined where it is missing. */
  read(facts: RequestFacts): unknown;
}

/** The facts at the paths. */
export function factsAt(...paths: readonly string[]): readonly Fact[] {
  return paths.map((path) => {
    const compiled = compileAttributePath(path);
    return { path, read: (facts) => readAttribute(compiled, facts) };
  });
}
