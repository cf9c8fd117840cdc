import {
  evaluated,
  isListed,
  isScalar,
  type List,
  type Names,
  type Outcome,
  type Scalar,
} from "./evaluate.js";
import type { Expression } from "./expression.js";
import { type Call, type GroupBlock, KEYS, type Module, type RuleBlock } from "./project.js";

/** A module instance with everything that its expressions come to. */
export interface ModuleInstance {
  /** "" for the root. */
  readonly address: string;
  readonly module: Module;
  readonly groups: readonly {
    readonly block: GroupBlock;
    readonly at: number | string | undefined;
    readonly id: string;
  }[];
  readonly rules: readonly {
    readonly rule: RuleBlock;
    readonly key: string | undefined;
    readonly owner: Scalar;
    readonly peer: Scalar | string;
  }[];
  readonly carried: List;
  /** What the task states; null where that is nothing. */
  readonly task: List | null;
  readonly children: readonly ModuleInstance[];
}

const NOTHING: Scalar = { id: null, isUnknown: false };
const EMPTY: List = { items: [], isUnknown: false };

/** Undefined where Terraform refuses it. */
function listOrNull(outcome: Outcome): List | null | undefined {
  if (isListed(outcome)) return outcome;
  return isScalar(outcome) && outcome.id === null ? null : undefined;
}

/** Works a project out. Ids of groups are numbered. */
export class Instances {
  #next = 0;

  /** The instances below the root; undefined where Terraform or EC2 refuses the project. */
  of(root: Module): ModuleInstance | undefined {
    return this.#instance("", root, true, new Map())?.instance;
  }

  #instance(
    address: string,
    module: Module,
    create: boolean,
    values: ReadonlyMap<string, Outcome>,
  ): { instance: ModuleInstance; outputs: ReadonlyMap<string, Outcome> } | undefined {
    const groups = module.groups.flatMap((block) =>
      indexesOf(block, create).map((at) => ({ block, at, id: this.#id() })),
    );
    const names = {
      flags: new Map([["create", create]]),
      groups: new Map(
        module.groups.map(({ name }) => [
          name,
          new Map(groups.filter(({ block }) => block.name === name).map(({ at, id }) => [at, id])),
        ]),
      ),
      values: new Map(values),
      outputs: new Map<string, Map<string | undefined, ReadonlyMap<string, Outcome>>>(),
    };
    const children: ModuleInstance[] = [];
    for (const step of module.order) {
      if ("local" in step) {
        const is = evaluated(step.is, names);
        if (!holds(is)) return undefined;
        names.values.set(`local.${step.local}`, is);
        continue;
      }
      const outputs = new Map<string | undefined, ReadonlyMap<string, Outcome>>();
      for (const key of step.each === undefined ? [undefined] : step.each.keys()) {
        const passed = argumentsOf(step, key, names);
        const at = `${address === "" ? "" : `${address}.`}module.${step.name}`;
        const child =
          passed &&
          this.#instance(key === undefined ? at : `${at}["${key}"]`, step.module, step.create, passed);
        if (child === undefined) return undefined;
        children.push(child.instance);
        outputs.set(key, child.outputs);
      }
      names.outputs.set(step.name, outputs);
    }
    const rules = module.rules.flatMap((rule) => {
      const owner = scalarOf(rule.owner, names);
      const end = (peer: RuleBlock["peer"], key?: string) => ({
        rule,
        key,
        owner,
        peer: typeof peer === "string" ? peer : scalarOf(peer, names),
      });
      return rule.each === undefined ? [end(rule.peer)] : [...rule.each].map(([key, peer]) => end(peer, key));
    });
    const [carried, task] = [module.carried, module.task].map((one) => listOrNull(evaluated(one, names)));
    const outputs = new Map([...module.outputs].map(([name, is]) => [name, evaluated(is, names)]));
    if (carried === undefined || task === undefined || ![...outputs.values()].every(holds)) return undefined;
    return {
      instance: { address, module, groups, rules, carried: carried ?? EMPTY, task, children },
      outputs,
    };
  }

  #id(): string {
    this.#next += 1;
    return `sg-${String(this.#next).padStart(17, "0")}`;
  }
}

function indexesOf({ repeat }: GroupBlock, create: boolean): readonly (number | string | undefined)[] {
  if (repeat === "keyed") return KEYS;
  if (repeat === "pair") return [0, 1];
  return repeat === "single" ? [undefined] : create ? [0] : [];
}

function holds(outcome: Outcome): outcome is Scalar | List {
  return isScalar(outcome) || isListed(outcome);
}

function argumentsOf(
  call: Call,
  key: string | undefined,
  names: Names,
): ReadonlyMap<string, Outcome> | undefined {
  const each = key === undefined ? undefined : call.each?.get(key);
  const value = each === undefined ? undefined : evaluated(each, names);
  const own =
    value === undefined
      ? names
      : { ...names, values: new Map([...names.values, ["each.value.peer", value]]) };
  const peer = evaluated(call.peer, own);
  const peers = evaluated(call.peers, own);
  if (!holds(peer) || !holds(peers)) return undefined;
  return new Map([
    ["var.peer", peer],
    ["var.peers", peers],
  ]);
}

function scalarOf(expression: Expression, names: Names): Scalar {
  const outcome = evaluated(expression, names);
  return isScalar(outcome) ? outcome : NOTHING;
}

/** Every instance, the root first. */
export function allInstances(root: ModuleInstance): readonly ModuleInstance[] {
  return [root, ...root.children.flatMap(allInstances)];
}

/** Whether EC2 takes it: every rule has an owner and another end. */
export function isApplied(root: ModuleInstance): boolean {
  return allInstances(root).every(({ rules }) =>
    rules.every(({ owner, peer }) => owner.id !== null && (typeof peer === "string" || peer.id !== null)),
  );
}
