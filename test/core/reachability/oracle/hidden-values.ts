import fc from "fast-check";

type Json = Record<string, unknown>;
type Document = { readonly resource: Record<string, Record<string, Json>> };

/** What to hide: positions in the document, counted round; `count` gives the resource a count that is not known. */
export interface Hiding {
  readonly resource: number;
  readonly steps: readonly number[];
  readonly count: boolean;
}

export const hidings: fc.Arbitrary<readonly Hiding[]> = fc.array(
  fc.record({
    resource: fc.nat(),
    steps: fc.array(fc.nat(), { minLength: 4, maxLength: 4 }),
    count: fc.constantFrom(true, false, false),
  }),
  { minLength: 1, maxLength: 3 },
);

/** Arguments that name nothing in the network, and what Terraform takes from a literal alone. */
const KEPT = new Set(["name", "count", "dynamic"]);

/**
 * The document with some of its values in variables of which nobody knows the value. The document itself is one of the
 * networks that it may describe.
 */
export function withHidden({ resource }: Document, all: readonly Hiding[]): object {
  const copy = structuredClone(resource);
  const variable: Record<string, object> = {};
  for (const [position, hiding] of all.entries()) {
    const bodies = Object.values(copy).flatMap((named) => Object.values(named));
    const body = bodies[hiding.resource % Math.max(1, bodies.length)];
    if (body === undefined) continue;
    const name = `hidden${position}`;
    variable[name] = {};
    if (hiding.count) body["count"] = `\${var.${name}}`;
    else hideIn(body, hiding.steps, `\${var.${name}}`);
  }
  return { variable, resource: copy };
}

/** Hides a value on the way down: an argument, or a block, which becomes a `dynamic` one. */
function hideIn(body: Json, steps: readonly number[], variable: string): void {
  let node: Json | unknown[] = body;
  for (const [depth, step] of steps.entries()) {
    const keys = Object.keys(node).filter((key) => !KEPT.has(key));
    const key = keys[step % Math.max(1, keys.length)];
    if (key === undefined) return;
    const inner: unknown = (node as Json)[key];
    const isDeep = typeof inner === "object" && inner !== null && Object.keys(inner).length > 0;
    if (isDeep && step % 4 !== 0) node = inner as Json;
    else if (!holdsBlocks(inner)) {
      (node as Json)[key] = variable;
      return;
    } else if (depth === 0) {
      const blocks = [inner].flat().map((content) => ({ for_each: variable, content }));
      delete body[key];
      body["dynamic"] = { ...(body["dynamic"] as object | undefined), [key]: blocks };
      return;
    } else return;
  }
}

function holdsBlocks(value: unknown): boolean {
  return [value].flat().some((one) => typeof one === "object" && one !== null);
}
