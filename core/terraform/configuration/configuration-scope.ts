import { pointerStep } from "../../json/pointer.js";
import { isJsonObject, member, objectOrEmpty, textMember } from "../../json/values.js";
import { bounded, partsOf } from "../expression/bounded.js";
import { evaluate } from "../expression/evaluate.js";
import { parseTemplate } from "../expression/parse-template.js";
import type { Scope, Step } from "../expression/scope.js";
import { asProvided, asWrittenList } from "../expression/traits.js";
import { plainValue } from "../plain-values.js";
import { type Block, isBlock, isList, Reference, Unresolved, type Value } from "../value.js";
import type { ConfiguredModule, DeclaredVariable, ResourceBlock, WrittenValue } from "./configured-module.js";
import { Evaluation } from "./evaluation.js";
import { dynamicBlocksOf, expandBody } from "./expand-body.js";
import { expandInstances } from "./expand-instances.js";
import { allInstances, type Instance, type Instances } from "./instances.js";
import { typeMisfit } from "./module-problems.js";
import { remoteStack } from "./remote-state.js";
import { convertedVariable } from "./type-constraint.js";
import { UnknownNames } from "./unknown-names.js";
import type { ModuleScope, Provider, Workspace } from "./workspace.js";
import { bareReference, hasExpression, isPlain, stepText } from "./written-text.js";

/** `${type.name.id}`: nearly every reference is of this form, so it is read without a parse. */
const PLAIN_REFERENCE = /^\$\{([A-Za-z]\w*)\.([A-Za-z_][\w-]*)\.([A-Za-z_]\w*)\}$/;

const NO_BINDINGS: Block = new Map();

/** Parts of a value that cost as much as one step. */
const LARGE_VALUE = 100;

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
  readonly #evaluation: Evaluation;
  readonly #unknown: UnknownNames;
  /** Plain references to what only the cloud knows, by their text: a group's id stands in many rules. */
  readonly #computed = new Map<string, Reference>();

  constructor(module: ConfiguredModule, workspace: Workspace) {
    this.#module = module;
    this.#workspace = workspace;
    this.#evaluation = new Evaluation(workspace);
    this.#unknown = new UnknownNames(module, workspace);
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
    const expanded = this.#evaluation.once(`instances of ${key}`, block.where, () =>
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

  calls(): readonly Instance[] {
    return [...this.#module.calls].flatMap(([name, call]) =>
      allInstances(this.instancesOf(`module.${name}`, call)),
    );
  }

  provider(key: string): Provider {
    const call = this.#workspace.callOf(this.#module);
    const written = this.#module.providers.get(key);
    if (call === undefined || written !== undefined) {
      const region = written === undefined ? null : this.json(member(written.body, "region"), NO_BINDINGS);
      return {
        key: call === undefined ? key : `${call.id}.${key}`,
        region: typeof region === "string" ? region : undefined,
      };
    }
    const passed = objectOrEmpty(member(call.block.body, "providers"));
    const caller = this.#workspace.scopeOf(call.module);
    return caller.provider(bareReference(textMember(passed, key)) ?? key);
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
        return this.#resource(`module.${name}`, steps, 1);
      case "terraform":
        if (name === "workspace") return { value: this.#workspace.name, used: 1 };
        return unresolved(`terraform.${name} is not in the input`);
      case "path":
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

  repeats(resource: Reference): boolean {
    return this.#workspace.instance(resource.resource)?.repetition !== undefined;
  }

  attribute(resource: Reference, name: string): Value {
    const instance = this.#workspace.instance(resource.resource);
    if (instance === undefined) return new Reference(resource.resource, name);
    if (instance.block.mode === "module") {
      const called = this.#workspace.moduleOf(instance);
      return typeof called === "string"
        ? new Unresolved(`${instance.id}.${name}`, called)
        : this.#workspace.scopeOf(called).output(name);
    }
    if (instance.module !== this.#module)
      return this.#workspace.scopeOf(instance.module).attribute(resource, name);
    const value = this.#attributeOf(instance, name);
    // A null or absent argument is one that the provider fills in.
    if (value !== undefined && value !== null) return asProvided(this.#withComputed(instance, name, value));
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
    if (Array.isArray(json)) {
      const list = json.map((element) => this.json(element, bindings));
      return bounded(asWrittenList(list));
    }
    if (!isJsonObject(json)) return null;
    const body = expandBody(json, bindings, (inner, names) => this.json(inner, names));
    return bounded(this.#withKeys(body, bindings));
  }

  /** Keys of an object are templates too (JSON Configuration Syntax, "Expression Mapping"). */
  #withKeys(body: Block, bindings: Block): Value {
    if (![...body.keys()].some(hasExpression)) return body;
    const keyed = new Map<string, Value>();
    for (const [written, value] of body) {
      const key = hasExpression(written) ? this.#text(written, bindings) : written;
      if (typeof key !== "string" && typeof key !== "number")
        return new Unresolved(written, "a key of the object is not known");
      keyed.set(String(key), value);
    }
    return keyed;
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
    return this.#unknown.written(evaluate(template, this, bindings), expression, bindings);
  }

  #variable(name: string): Value {
    const key = `var.${name}`;
    const known = this.#values.get(key);
    if (known !== undefined) return known;
    const variable = this.#module.variables.get(name);
    if (variable === undefined) return new Unresolved(key, `the variable ${name} is not declared`);
    const given = this.#given(name, variable);
    const isDefault = given === undefined || (given === null && variable.takesDefaultForNull);
    const value = isDefault ? this.#defaultOf(name, variable) : given;
    const written = isDefault ? variable.default : variable.assigned;
    const misfit = (part: Value, type: string): void => {
      if (written) this.#workspace.collector.problem(typeMisfit(key, type, part), written.where);
    };
    const converted = this.#unknown.variable(convertedVariable(key, value, variable, misfit), key);
    this.#values.set(key, converted);
    return converted;
  }

  failedValidations(): string[] {
    return [...this.#module.variables].flatMap(([name, { conditions = [] }]) => {
      const fails = conditions.some(({ json, where }) => {
        const value = this.#evaluation.once(`validation of var.${name}`, where, () =>
          this.json(json, NO_BINDINGS),
        );
        return value === false || value === "false";
      });
      return fails ? [name] : [];
    });
  }

  /** What the caller, a file or an option gives to a variable; undefined where none does. */
  #given(name: string, { assigned }: DeclaredVariable): Value | undefined {
    const key = `var.${name}`;
    const call = this.#workspace.callOf(this.#module);
    if (call === undefined) return assigned && this.#evaluated(key, assigned);
    const json = member(call.block.body, name);
    const caller = this.#workspace.scopeOf(call.module);
    const where = call.block.where + pointerStep(name);
    return json === undefined
      ? undefined
      : this.#evaluation.once(key, where, () => caller.json(json, call.bindings));
  }

  #defaultOf(name: string, { default: written }: DeclaredVariable): Value {
    return written === null
      ? new Unresolved(`var.${name}`, `the variable ${name} has no default`)
      : this.#evaluated(`var.${name}`, written);
  }

  #written(kind: string, name: string, written: WrittenValue | undefined): Value {
    const key = `${kind}.${name}`;
    if (written === undefined) return new Unresolved(key, `${key} is not declared`);
    const known = this.#values.get(key);
    if (known !== undefined) return known;
    const value = this.#evaluated(key, written);
    this.#values.set(key, value);
    return value;
  }

  #evaluated(key: string, { json, where, literal }: WrittenValue): Value {
    return literal === true
      ? plainValue(json)
      : this.#evaluation.once(key, where, () => this.json(json, NO_BINDINGS));
  }

  #resource(key: string, steps: readonly Step[], used: number): { value: Value; used: number } {
    const block = this.#module.resources.get(key) ?? this.#callBlock(key);
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

  #callBlock(key: string): ResourceBlock | undefined {
    return key.startsWith("module.") ? this.#module.calls.get(key.slice("module.".length)) : undefined;
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
    // A large value costs whoever reads the resource as much as many small ones.
    if (value !== undefined && !plain)
      this.#workspace.budget.left -= Math.floor(partsOf(value) / LARGE_VALUE);
    return value;
  }

  #evaluateAttribute(instance: Instance, name: string, dynamic: boolean): Value | undefined {
    const body = instance.block.body;
    const where = instance.block.where + pointerStep(name);
    return this.#evaluation.once(`${instance.id}.${name}`, where, () => {
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
}
