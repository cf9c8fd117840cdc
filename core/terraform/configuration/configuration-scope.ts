import { pointerStep } from "../../json/pointer.js";
import { isJsonObject, member } from "../../json/values.js";
import { evaluate } from "../expression/evaluate.js";
import { parseTemplate } from "../expression/parse-template.js";
import type { Scope, Step } from "../expression/scope.js";
import { plainValue } from "../plain-values.js";
import { type Block, isBlock, isList, Reference, Unresolved, type Value } from "../value.js";
import type { ConfiguredModule, ResourceBlock, WrittenValue } from "./configured-module.js";
import { dynamicBlocksOf, expandBody } from "./expand-body.js";
import { expandInstances } from "./expand-instances.js";
import { allInstances, type Instance, type Instances } from "./instances.js";
import { remoteStack } from "./remote-state.js";
import type { ModuleScope, Workspace } from "./workspace.js";

/** Locals and attributes that may refer to one another in a chain. */
const LONGEST_CHAIN = 150;

/** `${type.name.id}`: nearly every reference is of this form, so it is read without a parse. */
const PLAIN_REFERENCE = /^\$\{([A-Za-z]\w*)\.([A-Za-z_][\w-]*)\.([A-Za-z_]\w*)\}$/;

const NO_BINDINGS: Block = new Map();

const NOT_A_RESOURCE = new Set([
  "var",
  "local",
  "data",
  "module",
  "each",
  "count",
  "self",
  "path",
  "terraform",
]);

/** What names mean in one module of Terraform JSON. Everything is evaluated once, when first asked for. */
export class ConfigurationScope implements Scope, ModuleScope {
  readonly #module: ConfiguredModule;
  readonly #workspace: Workspace;
  readonly #instances = new Map<string, Instances>();
  readonly #values = new Map<string, Value>();
  readonly #pending = new Set<string>();
  /** Plain references to what only the cloud knows, by their text: a group's id stands in many rules. */
  readonly #computed = new Map<string, Reference>();

  constructor(module: ConfiguredModule, workspace: Workspace) {
    this.#module = module;
    this.#workspace = workspace;
  }

  spend(): boolean {
    this.#workspace.budget.left -= 1;
    return this.#workspace.budget.left > 0;
  }

  /** Every instance of every block, with all attributes evaluated. */
  resources(): readonly Instance[] {
    const resources: Instance[] = [];
    for (const [key, block] of this.#module.resources) {
      for (const instance of allInstances(this.instancesOf(key, block))) {
        this.#evaluateAll(instance);
        resources.push(instance);
      }
    }
    return resources;
  }

  instancesOf(key: string, block: ResourceBlock): Instances {
    const known = this.#instances.get(key);
    if (known !== undefined) return known;
    if (member(block.body, "count") === undefined && member(block.body, "for_each") === undefined)
      return this.#keep(key, { kind: "single", instance: this.#bareInstance(key, block) });
    const expanded = this.#once(`instances of ${key}`, block.where, () =>
      expandInstances(key, block, this.#module, this.#workspace, (json) => this.json(json, NO_BINDINGS)),
    );
    const instances = expanded instanceof Unresolved ? undefined : expanded;
    return this.#keep(
      key,
      instances ?? {
        kind: "open",
        instance: { ...this.#bareInstance(key, block), repetition: "its count or for_each refers to itself" },
      },
    );
  }

  #keep(key: string, instances: Instances): Instances {
    this.#instances.set(key, instances);
    for (const instance of allInstances(instances)) this.#workspace.register(instance);
    return instances;
  }

  #bareInstance(key: string, block: ResourceBlock): Instance {
    const id = this.#workspace.idOf(this.#module, key);
    return { id, block, module: this.#module, bindings: NO_BINDINGS, values: new Map() };
  }

  resolve(root: string, steps: readonly Step[]): { value: Value; used: number } {
    const name = steps[0]?.kind === "attribute" ? steps[0].name : undefined;
    const unresolved = (why: string): { value: Value; used: number } => ({
      value: new Unresolved([root, ...steps.map(stepText)].join("."), why),
      used: steps.length,
    });
    if (name === undefined) return unresolved(`${root} alone is not a value`);
    switch (root) {
      case "var":
        return { value: this.#variable(name), used: 1 };
      case "local":
        return { value: this.#written("local", name, this.#module.locals.get(name)), used: 1 };
      case "module":
        return unresolved("the resources and outputs of a module are only in a plan or state");
      case "path":
      case "terraform":
      case "self":
      case "each":
      case "count":
        return unresolved(`${root}.${name} is not in the input`);
      case "data":
        return this.#resource(`data.${name}.${stepText(steps[1])}`, steps, 2);
      default:
        return this.#resource(`${root}.${name}`, steps, 1);
    }
  }

  attribute(resource: Reference, name: string): Value {
    const instance = this.#workspace.instance(resource.resource);
    if (instance === undefined) return new Reference(resource.resource, name);
    if (instance.module !== this.#module)
      return this.#workspace.scopeOf(instance.module).attribute(resource, name);
    const value = this.#attributeOf(instance, name);
    // A null or absent argument is one that the provider fills in.
    if (value !== undefined && value !== null) return this.#withComputed(instance, name, value);
    return (
      this.#workspace.tables.derivedAttribute(instance.block.type, name, (other) =>
        this.#attributeOf(instance, other),
      ) ?? new Reference(instance.id, name)
    );
  }

  /** A written block, with the members that only the provider knows. */
  #withComputed({ id, block }: Instance, name: string, value: Value): Value {
    const computed = this.#workspace.tables.computedMembers(block.type, name);
    const [first, ...more] = isList(value) ? value : [value];
    if (computed.length === 0 || !isBlock(first) || more.length > 0) return value;
    const members = computed.map((member): [string, Value] => [
      member,
      new Reference(id, `${name}[0].${member}`),
    ]);
    return new Map([...members, ...first]);
  }

  output(name: string): Value {
    return this.#written("output", name, this.#module.outputs.get(name));
  }

  /** The value that a piece of JSON writes. */
  json(json: unknown, bindings: Block): Value {
    if (typeof json === "string") return this.#text(json, bindings);
    if (typeof json === "number" || typeof json === "boolean" || json === null) return json;
    if (Array.isArray(json)) return json.map((element) => this.json(element, bindings));
    return isJsonObject(json) ? expandBody(json, bindings, (inner, names) => this.json(inner, names)) : null;
  }

  #text(text: string, bindings: Block): Value {
    if (!hasExpression(text)) return text;
    const computed = this.#computed.get(text);
    if (computed !== undefined) return computed;
    const plain = PLAIN_REFERENCE.exec(text);
    if (plain !== null) {
      const [, type = "", name = "", attribute = ""] = plain;
      const block = NOT_A_RESOURCE.has(type) ? undefined : this.#module.resources.get(`${type}.${name}`);
      const instances = block === undefined ? undefined : this.instancesOf(`${type}.${name}`, block);
      if (instances?.kind === "single") {
        const value = this.attribute(new Reference(instances.instance.id, ""), attribute);
        if (value instanceof Reference) this.#computed.set(text, value);
        return value;
      }
    }
    const template = parseTemplate(text);
    const isOne = text.startsWith("${") && text.endsWith("}") && template?.kind !== "template";
    const expression = isOne ? text.slice(2, -1) : text;
    if (template === undefined) return new Unresolved(expression, "this kind of expression is not read");
    const value = evaluate(template, this, bindings);
    return value instanceof Unresolved ? new Unresolved(expression, value.why, value.isFilledText) : value;
  }

  #variable(name: string): Value {
    const { unreadValues } = this.#module;
    if (unreadValues !== undefined)
      return new Unresolved(
        `var.${name}`,
        `the value of ${name} may come from ${unreadValues}, which is not JSON`,
      );
    const written = this.#module.variables.get(name);
    if (written === undefined) return new Unresolved(`var.${name}`, `the variable ${name} is not declared`);
    if (written === null) return new Unresolved(`var.${name}`, `the variable ${name} has no default`);
    return this.#written("var", name, written);
  }

  #written(kind: string, name: string, written: WrittenValue | undefined): Value {
    const key = `${kind}.${name}`;
    if (written === undefined) return new Unresolved(key, `${key} is not declared`);
    const known = this.#values.get(key);
    if (known !== undefined) return known;
    const value =
      written.literal === true
        ? plainValue(written.json)
        : this.#once(key, written.where, () => this.json(written.json, NO_BINDINGS));
    this.#values.set(key, value);
    return value;
  }

  #resource(key: string, steps: readonly Step[], used: number): { value: Value; used: number } {
    const block = this.#module.resources.get(key);
    if (block === undefined)
      return { value: new Unresolved(key, `${key} is not declared in the input`), used: steps.length };
    if (block.type === "terraform_remote_state") return this.#remote(key, block, steps, used);
    const instances = this.instancesOf(key, block);
    const whole = (instance: Instance): Reference => new Reference(instance.id, "");
    switch (instances.kind) {
      case "single":
        return { value: whole(instances.instance), used };
      case "list":
        return { value: instances.instances.map(whole), used };
      case "map":
        return {
          value: new Map([...instances.instances].map(([index, instance]) => [index, whole(instance)])),
          used,
        };
      case "open":
        // An index cannot choose between instances that are not known; all stand for one.
        return { value: whole(instances.instance), used: steps[used]?.kind === "index" ? used + 1 : used };
      default:
        return instances satisfies never;
    }
  }

  #remote(
    key: string,
    block: ResourceBlock,
    steps: readonly Step[],
    used: number,
  ): { value: Value; used: number } {
    const [outputs, output] = [stepText(steps[used]), stepText(steps[used + 1])];
    const stack = remoteStack(block.name, block.body, this.#workspace.modules);
    const unresolved = (why: string) => ({
      value: new Unresolved(`${key}.${outputs}.${output}`, why),
      used: steps.length,
    });
    if (stack === undefined) return unresolved("the stack that it reads is not in the input");
    if (outputs !== "outputs" || output === "")
      return unresolved("only single outputs of another stack are read");
    if (!stack.outputs.has(output)) return unresolved(`the stack ${stack.document} has no output ${output}`);
    return { value: this.#workspace.scopeOf(stack).output(output), used: used + 2 };
  }

  #attributeOf(instance: Instance, name: string): Value | undefined {
    const known = instance.values.get(name);
    if (known !== undefined) return known;
    const body = instance.block.body;
    if (name === "//") return undefined;
    const dynamic = member(body, "dynamic") !== undefined;
    const json = member(body, name);
    if (json === undefined && !dynamic) return undefined;
    const plain = !dynamic && (isPlain(json) || (typeof json === "string" && this.#computed.has(json)));
    const value = plain ? this.json(json, NO_BINDINGS) : this.#evaluateAttribute(instance, name, dynamic);
    if (value !== undefined) instance.values.set(name, value);
    return value;
  }

  #evaluateAttribute(instance: Instance, name: string, dynamic: boolean): Value | undefined {
    const body = instance.block.body;
    const where = instance.block.where + pointerStep(name);
    return this.#once(`${instance.id}.${name}`, where, () => {
      if (!dynamic) return this.json(body[name], instance.bindings);
      // A dynamic block may write the attribute too.
      const only: Record<string, unknown> = Object.create(null);
      for (const kept of [name, "dynamic"]) if (Object.hasOwn(body, kept)) only[kept] = body[kept];
      const block = this.json(only, instance.bindings);
      return isBlock(block) ? block.get(name) : undefined;
    });
  }

  #evaluateAll(instance: Instance): void {
    const { body } = instance.block;
    const dynamic = member(body, "dynamic");
    for (const name of Object.keys(body)) {
      if (name === "//" || name === "dynamic") continue;
      const json = body[name];
      if (dynamic === undefined && isPlain(json)) instance.values.set(name, json);
      else this.#attributeOf(instance, name);
    }
    if (dynamic !== undefined)
      for (const { name } of dynamicBlocksOf(body)) this.#attributeOf(instance, name);
  }

  /** Runs the evaluation of one thing; a thing that needs itself is a cycle, a chain without end is refused. */
  #once<T>(key: string, where: string, compute: () => T): T | Unresolved {
    const { collector } = this.#workspace;
    if (this.#pending.has(key)) {
      const members = [...this.#pending];
      const cycle = [...members.slice(members.indexOf(key)), key];
      collector.problem(
        {
          code: "CORDON_REFERENCE_CYCLE",
          summary: "the values refer to one another in a circle",
          got: cycle.length > 8 ? `${cycle.slice(0, 7).join(" -> ")} -> … -> ${key}` : cycle.join(" -> "),
          allowed: "references that end in a literal or a resource",
          fix: "break the circle at one of them",
        },
        where,
      );
      return new Unresolved(key, "it refers to itself");
    }
    if (this.#pending.size >= LONGEST_CHAIN) {
      collector.problem(
        {
          code: "CORDON_DOCUMENT_TOO_DEEP",
          summary: "values refer to one another in too long a chain",
          got: `more than ${LONGEST_CHAIN} references from one value to the next`,
          allowed: `at most ${LONGEST_CHAIN}`,
          fix: "shorten the chain of locals or attributes",
        },
        where,
      );
      return new Unresolved(key, "its chain of references is too long");
    }
    this.#pending.add(key);
    try {
      return compute();
    } finally {
      this.#pending.delete(key);
    }
  }
}

function stepText(step: Step | undefined): string {
  if (step === undefined) return "";
  if (step.kind === "attribute") return step.name;
  return isList(step.key) || isBlock(step.key) ? "[...]" : String(step.key);
}

/** Text, numbers and the like that hold no expression. */
function isPlain(json: unknown): json is string | number | boolean | null {
  if (typeof json === "string") return !hasExpression(json);
  return typeof json === "number" || typeof json === "boolean" || json === null;
}

function hasExpression(text: string): boolean {
  return text.includes("${") || text.includes("%{");
}
