import type { Expression } from "./expression.js";

/** Security groups of one block: one without index, `count` of one where var.create says so, two, or keyed. */
export interface GroupBlock {
  readonly name: string;
  readonly repeat: "single" | "created" | "pair" | "keyed";
}

/** A call of a module; `each` holds what its `for_each` passes on by key. */
export interface Call {
  readonly name: string;
  readonly module: Module;
  readonly each?: ReadonlyMap<string, Expression>;
  readonly create: boolean;
  readonly peer: Expression;
  readonly peers: Expression;
}

/** A rule, as a resource of its own or of the older kind. */
export interface RuleBlock {
  readonly name: string;
  readonly style: "single" | "legacy";
  readonly direction: "ingress" | "egress";
  readonly owner: Expression;
  readonly port: number;
  /** A block of addresses, or an expression for a group. */
  readonly peer: string | Expression;
  /** What its `for_each` passes on by key, a block or a group; every instance then takes its own. @default - it is one */
  readonly each?: ReadonlyMap<string, string | Expression>;
}

/** A module, or the root. Later parts may refer to earlier ones, in the order `locals`, `calls` as `order` says. */
export interface Module {
  readonly groups: readonly GroupBlock[];
  readonly order: readonly ({ readonly local: string; readonly is: Expression } | Call)[];
  readonly rules: readonly RuleBlock[];
  /** The groups of its one instance; where they are none, it carries the default group. */
  readonly carried: Expression;
  /** Those of its one task. */
  readonly task: Expression;
  readonly outputs: ReadonlyMap<string, Expression>;
}

/** The keys of keyed blocks and calls. */
export const KEYS = ["x", "y"] as const;

const BLOCKS = ["10.0.0.0/16", "10.0.1.0/28", "203.0.113.0/24", "0.0.0.0/0"] as const;

/** Chooses a whole number from 0 to the one given. */
export type Choose = (most: number) => number;

/** Builds a random root module with calls two deep. Expressions refer only to what stands before them. */
export function randomProject(choose: Choose): Module {
  return new Builder(choose).module(2);
}

class Builder {
  readonly #choose: Choose;

  constructor(choose: Choose) {
    this.#choose = choose;
  }

  module(depth: number): Module {
    const isRoot = depth === 2;
    const own: GroupBlock = { name: "own", repeat: "single" };
    const groups = [own, ...this.#some(1, () => this.#group("more"))];
    const scalars = groups.flatMap(memberOf);
    const lists: Expression[] = groups.map((block) =>
      block.repeat === "single"
        ? { kind: "list", of: memberOf(block) }
        : { kind: "groups", name: block.name, isKeyed: block.repeat === "keyed" },
    );
    if (!isRoot) {
      scalars.push({ kind: "name", of: "var", name: "peer" });
      lists.push({ kind: "name", of: "var", name: "peers" });
    }
    const order: Module["order"][number][] = [];
    const steps = 1 + this.#choose(depth);
    for (let at = 0; at < steps; at += 1) {
      if (this.#choose(2) > 0) {
        const name = `id${at}`;
        order.push({ local: name, is: this.#scalar(scalars, lists, 2) });
        scalars.push({ kind: "name", of: "local", name });
      }
      if (this.#choose(3) === 0) {
        const name = `all${at}`;
        order.push({ local: name, is: this.#list(scalars, lists, 1) });
        lists.push({ kind: "name", of: "local", name });
      }
      if (depth > 0 && (isRoot || this.#choose(1) > 0)) {
        const call = this.#call(`m${at}`, depth, scalars, lists);
        order.push(call);
        for (const name of ["id", "other"])
          if (call.each === undefined) scalars.push({ kind: "output", call: call.name, name });
          else {
            scalars.push({ kind: "output", call: call.name, at: "x", name });
            lists.push({ kind: "outputs", call: call.name, name });
          }
        if (call.each === undefined) lists.push({ kind: "output", call: call.name, name: "ids" });
      }
    }
    return {
      groups,
      order,
      rules: [0, 1, 2].slice(this.#choose(2)).map((at) => this.#rule(`r${at}`, scalars, lists)),
      carried: this.#carried(scalars, lists),
      task: this.#carried(scalars, lists),
      outputs: new Map([
        ["id", this.#scalar(scalars, lists, 1)],
        ["other", this.#scalar(scalars, lists, 1)],
        ["ids", this.#list(scalars, lists, 1)],
      ]),
    };
  }

  #group(name: string): GroupBlock {
    return { name, repeat: this.#of(["created", "pair", "keyed", "single"]) };
  }

  #call(name: string, depth: number, scalars: readonly Expression[], lists: readonly Expression[]): Call {
    const passed = this.#choose(2);
    const each =
      passed > 0
        ? undefined
        : // A value from the same key of another block is taken as meant, so none comes from another key of one.
          new Map(KEYS.slice(0, 1 + this.#choose(1)).map((key) => [key, this.#of(scalars)]));
    const peer: Expression =
      each !== undefined && this.#choose(3) > 0
        ? { kind: "name", of: "each", name: "value.peer" }
        : this.#scalar(scalars, lists, 1);
    return {
      name,
      module: this.module(depth - 1),
      ...(each === undefined ? {} : { each }),
      create: this.#choose(1) > 0,
      peer,
      peers: this.#list(scalars, lists, 1),
    };
  }

  /** The groups of a host: own ones always, or perhaps none. */
  #carried(scalars: readonly Expression[], lists: readonly Expression[]): Expression {
    const list = this.#list(scalars, lists, 1);
    switch (this.#choose(3)) {
      case 0:
        return carried(list);
      case 1:
        return { kind: "function", name: "compact", of: [list] };
      case 2:
        return { kind: "choice", flag: "create", yes: { kind: "list", of: [OWN] }, no: { kind: "null" } };
      default:
        return { kind: "choice", flag: "create", yes: carried(list), no: { kind: "null" } };
    }
  }

  #rule(name: string, scalars: readonly Expression[], lists: readonly Expression[]): RuleBlock {
    const end = () => (this.#choose(2) === 0 ? this.#of(BLOCKS) : orOwn(this.#scalar(scalars, lists, 1)));
    const each = this.#choose(4) > 0 ? {} : { each: new Map(KEYS.map((key) => [key, end()])) };
    return {
      name,
      style: this.#of(["single", "legacy"]),
      direction: this.#of(["ingress", "egress"]),
      owner: orOwn(this.#scalar(scalars, lists, 1)),
      port: this.#of([443, 5432]),
      peer: end(),
      ...each,
    };
  }

  #scalar(scalars: readonly Expression[], lists: readonly Expression[], depth: number): Expression {
    if (depth === 0 || this.#choose(2) === 0)
      return this.#choose(7) === 0 ? { kind: "null" } : this.#of(scalars);
    const inner = () => this.#scalar(scalars, lists, depth - 1);
    switch (this.#choose(3)) {
      case 0:
        return { kind: "choice", flag: "create", yes: inner(), no: inner() };
      case 1:
        return tried({ kind: "function", name: "coalesce", of: [inner(), inner()] });
      case 2:
        return tried({ kind: "function", name: "one", of: [this.#list(scalars, lists, depth - 1)] });
      default:
        return this.#element(this.#list(scalars, lists, depth - 1));
    }
  }

  #list(scalars: readonly Expression[], lists: readonly Expression[], depth: number): Expression {
    if (depth === 0 || this.#choose(2) === 0)
      return this.#choose(1) === 0 ? listOf(this.#of(scalars)) : this.#of(lists);
    const inner = () => this.#list(scalars, lists, depth - 1);
    switch (this.#choose(3)) {
      case 0:
        return { kind: "function", name: "compact", of: [inner()] };
      case 1:
        return { kind: "function", name: "concat", of: [inner(), inner()] };
      case 2:
        return { kind: "choice", flag: "create", yes: inner(), no: { kind: "list", of: [] } };
      default: {
        // A splat that stands there itself is taken whole: of one of its groups, the address is written.
        const named = lists.filter((list) => isNamed(list) && list.kind !== "groups");
        return named.length === 0 ? inner() : { kind: "list", of: [this.#element(this.#of(named))] };
      }
    }
  }

  /** One of a list. A list that stands there in full is not asked for more than its first element: nobody writes that. */
  #element(of: Expression): Expression {
    const at = isNamed(of) ? this.#choose(1) : 0;
    return tried({ kind: this.#choose(1) === 0 ? "index" : "element", of, at });
  }

  #some<T>(most: number, make: () => T): T[] {
    return Array.from({ length: this.#choose(most) }, make);
  }

  #of<T>(options: readonly T[]): T {
    return options[this.#choose(options.length - 1)] as T;
  }
}

/** A list that has a name, so that its references do not tell how long it is. */
function isNamed({ kind }: Expression): boolean {
  return kind === "name" || kind === "output" || kind === "outputs" || kind === "groups";
}

/**
 * A list of it. A group that may not be there leaves no null in its place: the references pass over it, so that a plan alone
 * cannot see that the list has one more element (docs/decisions/0017).
 */
function listOf(scalar: Expression): Expression {
  const list: Expression = { kind: "list", of: [scalar] };
  return scalar.kind === "function" ? { kind: "function", name: "compact", of: [list] } : list;
}

/** Lets what fails fall back to null, as modules do. */
function tried(expression: Expression): Expression {
  return { kind: "function", name: "try", of: [expression, { kind: "null" }] };
}

const OWN: Expression = { kind: "group", name: "own" };

/** EC2 takes no rule without a group. */
function orOwn(expression: Expression): Expression {
  return expression.kind === "group"
    ? expression
    : { kind: "function", name: "coalesce", of: [expression, OWN] };
}

/** Nor an instance without one; and an id more than once is one group. */
function carried(list: Expression): Expression {
  const own: Expression = { kind: "list", of: [OWN] };
  return { kind: "function", name: "compact", of: [{ kind: "function", name: "concat", of: [own, list] }] };
}

/** The expressions that name the groups of a block one by one. */
function memberOf({ name, repeat }: GroupBlock): Expression[] {
  switch (repeat) {
    case "single":
      return [{ kind: "group", name }];
    case "created":
      return [{ kind: "function", name: "try", of: [{ kind: "group", name, at: 0 }, { kind: "null" }] }];
    case "pair":
      return [0, 1].map((at) => ({ kind: "group", name, at }));
    case "keyed":
      return KEYS.map((at) => ({ kind: "group", name, at }));
    default:
      return repeat satisfies never;
  }
}
