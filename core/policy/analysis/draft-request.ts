import type { TimeAtom } from "./time-atoms.js";

/** Who asks for what in a part of the request space. */
export interface Scope {
  readonly kind: "user" | "service";
  readonly id: string;
  readonly action: string;
  readonly resource: string;
}

/** Values chosen so far: of facts by their path, of memberships by {@link membership}, of time by {@link TIME}. */
export type Choices = ReadonlyMap<string, unknown>;

/** The variable for the instant of a request and of its authentication. */
export const TIME = "time";

/** The variable for being a member of a group. */
export function membership(group: string): string {
  return `group ${group}`;
}

/** The request with the values chosen so far; facts without a value are missing. */
export function draftRequest(scope: Scope, choices: Choices): Record<string, unknown> {
  const groups: string[] = [];
  const attributes: Record<string, unknown> = {};
  const context: Record<string, unknown> = {};
  for (const [variable, value] of choices) {
    if (value === undefined) continue;
    if (variable === TIME) {
      const { time, authenticatedAt } = value as TimeAtom;
      put(context, ["time"], time);
      put(context, ["authentication", "at"], authenticatedAt);
    } else if (variable.startsWith("group ")) {
      if (value === true) groups.push(variable.slice("group ".length));
    } else if (variable.startsWith("subject.")) {
      define(attributes, variable.slice("subject.".length), value);
    } else {
      put(context, variable.split(".").slice(1), value);
    }
  }
  return {
    subject: { ...(scope.kind === "service" ? { kind: scope.kind } : {}), id: scope.id, groups, attributes },
    action: scope.action,
    resource: scope.resource,
    context,
  };
}

/** Puts a value at a path of own properties, unless a value that is not an object is in the way. */
function put(object: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [name, ...rest] = path;
  if (name === undefined || value === undefined) return;
  if (rest.length === 0) {
    define(object, name, value);
    return;
  }
  if (!Object.hasOwn(object, name)) define(object, name, {});
  const inner = object[name];
  if (typeof inner === "object" && inner !== null) put(inner as Record<string, unknown>, rest, value);
}

/** Assigning to `__proto__` would change the prototype; defining it makes a property like any other. */
function define(object: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}
