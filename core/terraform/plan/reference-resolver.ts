import { isJsonObject, listMember, member } from "../../json/values.js";
import type { ProviderTables } from "../provider-tables.js";
import { withSameAs } from "../same-value.js";
import { Reference, Unresolved, type Value } from "../value.js";
import { asPerhaps, fittingSources, mayFit } from "./fitting-sources.js";
import {
  type Candidates,
  type Contribution,
  localCandidates,
  type ModuleContents,
} from "./local-candidates.js";
import { type ModuleStep, moduleAddress, moduleAt, type PlannedModule } from "./plan-configuration.js";
import { longestReferences, type ParsedReference } from "./references.js";
import type { Source } from "./source.js";
import type { ListedResource } from "./state-modules.js";

/** Modules through which one value may pass. */
const LONGEST_CHAIN = 40;

/** Attributes that providers compute, which no planned value shows. */
const COMPUTED_NAME = /^(?:id|arn|(?:default|main|primary)_\w+_id)$/;

/** Where an expression stands. */
export interface ExpressionPlace {
  readonly module: readonly ModuleStep[];
  /** The index of the resource instance. */
  readonly key: string | number | undefined;
  /** "type.name" of the block, or undefined outside resources. */
  readonly block: string | undefined;
  /** The name of the module call whose argument it is. @default - it is none */
  readonly call?: string;
}

/**
 * Finds what a value that is known only after apply refers to, through module inputs and outputs.
 *
 * A plan lists the references of an expression, not the expression. One candidate is the value; several make a
 * list where the attribute holds one. An index `count.index` or `each.key` is taken as the same index, and only
 * where both blocks have the same indexes: the plan does not say whether it was shifted. Everything else stays
 * {@link Unresolved}. Source: Terraform, "JSON Output Format", expression representation.
 */
export class ReferenceResolver {
  readonly tables: ProviderTables;
  readonly #root: PlannedModule;
  readonly #variables: unknown;
  /** Instances by module address and block: `module.a type.name`. */
  readonly #instances = new Map<string, ListedResource[]>();
  /** Instance addresses of each module block: `module.a` for `module.a["x"]`. */
  readonly #moduleKeys = new Map<string, Set<string | number>>();
  /** Instances by module address. */
  readonly #inModule = new Map<string, ListedResource[]>();
  /** Instances by type. */
  readonly #ofType = new Map<string, ListedResource[]>();
  /** By module address and attribute. */
  readonly #candidates = new Map<string, Candidates>();
  /** By attribute and module address. */
  /** How many expressions were asked for that choose among references. */
  #choices = 0;
  readonly #contributions = new Map<string, Map<string, Contribution>>();

  constructor(
    root: PlannedModule,
    variables: unknown,
    resources: readonly ListedResource[],
    steps: (address: string) => ModuleStep[],
    tables: ProviderTables,
  ) {
    this.tables = tables;
    this.#root = root;
    this.#variables = variables;
    for (const resource of resources) {
      const key = `${resource.module} ${blockOf(resource)}`;
      const known = this.#instances.get(key);
      if (known === undefined) this.#instances.set(key, [resource]);
      else known.push(resource);
      const neighbours = this.#inModule.get(resource.module);
      if (neighbours === undefined) this.#inModule.set(resource.module, [resource]);
      else neighbours.push(resource);
      const alike = this.#ofType.get(resource.type);
      if (alike === undefined) this.#ofType.set(resource.type, [resource]);
      else alike.push(resource);
      const path = steps(resource.module);
      for (const [depth, step] of path.entries()) {
        if (step.key === undefined) continue;
        const block = moduleAddress([...path.slice(0, depth), { name: step.name, key: undefined }]);
        const keys = this.#moduleKeys.get(block) ?? new Set();
        this.#moduleKeys.set(block, keys.add(step.key));
      }
    }
  }

  /**
   * The value of an attribute of which a plan knows the references alone; null where all of them lead to values that are
   * known: the argument is null then, and only the provider's own value is not known.
   */
  resolve(references: readonly string[], attribute: string, place: ExpressionPlace): Value {
    const sources = this.#sources(references, place, 0);
    const chosen = fittingSources(sources, attribute, this.tables);
    const values = distinct(chosen.map((source) => this.#valueOf(source, attribute))).filter(
      (value) => value !== null,
    );
    const [only] = values;
    if (only === undefined) return null;
    const isPlural = this.tables.isPlural(attribute);
    const isPerhaps = isPlural && chosen.some((source) => "perhaps" in source);
    if (values.length === 1 && !isPerhaps) return only;
    if (isPlural && !isPerhaps && !this.#mayChoose(references, attribute, place)) return values;
    const candidates = allCandidates(values);
    const [sole] = candidates;
    if (candidates.length === 1 && sole !== undefined && !isPlural) return sole;
    const text = values.map(String).join(", ");
    const why = "a plan does not say which of its references it is";
    // Two expressions may choose differently among the same references; one reference means the same in its module.
    const isChoice =
      longestReferences(references).length !== 1 || /^(?:each|count|self)\./.test(references[0] ?? "");
    this.#choices += isChoice ? 1 : 0;
    const name = isChoice ? `${text} (${this.#choices})` : `${inModule(place, references.join())}: ${text}`;
    return withSameAs(new Unresolved(text, why, false, candidates), name);
  }

  /**
   * Whether a reference is none of the values, so that it may be the condition that chooses among them. An index such as
   * `count.index` belongs to a reference without an attribute: `type.name[count.index].id` is shown as `type.name`.
   */
  #mayChoose(references: readonly string[], attribute: string, place: ExpressionPlace): boolean {
    const parsed = longestReferences(references);
    const hasIndexed = parsed.some(
      ({ kind, rest, key }) => kind !== "hint" && rest === "" && key === undefined,
    );
    return parsed.some((reference) => {
      if (reference.kind === "hint") return !hasIndexed;
      const own = this.#source(reference, false, place, 0);
      return !own.some((source) => mayFit(source, attribute, this.tables));
    });
  }

  #valueOf(source: Source, attribute: string): Value {
    if (source.kind === "value") return source.value;
    if (source.kind === "open") return new Unresolved(source.text, source.why);
    if (source.kind === "local") return this.#localValue(source, attribute);
    const { resource } = source;
    const types = this.tables.expectedTypes(attribute);
    if (source.attribute !== "") return new Reference(resource.address, source.attribute);
    if (types === undefined)
      return new Unresolved(resource.address, "a plan does not say which attribute it is");
    const computed = types.includes(resource.type)
      ? []
      : this.tables.computedIdentifiers(resource.type, attribute);
    return new Reference(resource.address, computed[0] ?? "id");
  }

  /** What an expression of which a plan shows nothing may be: it names what a local of its module instance could. */
  resolveUnseen(attribute: string, { module }: ExpressionPlace, why: string): Value {
    if (!this.tables.hasCandidates(attribute)) return new Unresolved(attribute, why);
    const { values, closed } = this.#candidatesIn(module, attribute);
    return new Unresolved(attribute, why, false, closed ? values : []);
  }

  #candidatesIn(module: readonly ModuleStep[], attribute: string): Candidates {
    const key = `${moduleAddress(module)} ${attribute}`;
    const known = this.#contributions.get(attribute) ?? new Map();
    this.#contributions.set(attribute, known);
    const found = this.#candidates.get(key) ?? localCandidates(module, attribute, this.#contents(), known);
    this.#candidates.set(key, found);
    return found;
  }

  /** The one thing that a local of this module instance can identify; or unresolved, with all that it can. */
  #localValue({ module, text }: Extract<Source, { kind: "local" }>, attribute: string): Value {
    const why = "a plan holds no locals";
    if (!this.tables.hasCandidates(attribute)) return new Unresolved(text, why);
    const { values, closed } = this.#candidatesIn(module, attribute);
    const [only] = values;
    if (closed && only === undefined) return null;
    // A list may hold none, or text that only the configuration writes.
    if (closed && values.length === 1 && only !== undefined && !this.tables.isPlural(attribute)) return only;
    return new Unresolved(text, why, false, closed ? values : []);
  }

  #contents(): ModuleContents {
    return {
      tables: this.tables,
      variables: this.#variables,
      moduleAt: (steps) => moduleAt(this.#root, steps),
      resourcesIn: (steps) => this.#inModule.get(moduleAddress(steps)) ?? [],
      instancesOf: (steps, call) => {
        const child = (key: ModuleStep["key"]) => [...steps, { name: call, key }];
        const keys = this.#moduleKeys.get(moduleAddress(child(undefined)));
        return keys === undefined ? [child(undefined)] : [...keys].map(child);
      },
      resourcesOf: (types) => types.flatMap((type) => this.#ofType.get(type) ?? []),
      sources: (references, module, key, call) =>
        this.#sources(
          references,
          { module, key, block: undefined, ...(call === undefined ? {} : { call }) },
          0,
        ),
    };
  }

  #sources(references: readonly string[], place: ExpressionPlace, depth: number): Source[] {
    if (depth > LONGEST_CHAIN)
      return [{ kind: "open", text: references[0] ?? "", why: "its chain of modules is too long" }];
    const parsed = longestReferences(references);
    const sameIndex = parsed.some(({ kind }) => kind === "hint" || kind === "each");
    return parsed.flatMap((reference) => this.#source(reference, sameIndex, place, depth));
  }

  #source(reference: ParsedReference, sameIndex: boolean, place: ExpressionPlace, depth: number): Source[] {
    const { kind, text, rest } = reference;
    switch (kind) {
      case "hint":
        return [];
      case "local":
        return [{ kind: "local", module: place.module, text: inModule(place, text) }];
      case "open":
        return [{ kind: "open", text: inModule(place, text), why: "a plan does not say what it is" }];
      case "resource":
        return this.#instancesOf(reference, sameIndex, place).map((resource) => ({
          kind: "resource",
          resource,
          attribute: rest,
        }));
      case "each": {
        const forEach = this.#forEachAt(place);
        const from = listMember(forEach, "references").map(String);
        // Without references it holds constants alone; those of a set are its keys.
        if (from.length === 0 && forEach !== undefined)
          return this.#known([member(forEach, "constant_value"), place.key]);
        if (from.length === 0)
          return [
            { kind: "open", text: inModule(place, text), why: "a plan does not say what for_each passes" },
          ];
        return this.#sources([...from, "each.key"], place, depth + 1).map((source) =>
          // Where for_each passes on an attribute of a resource, each.value holds it under a name of its own.
          source.kind === "resource" && source.attribute === "" && this.#hasAttribute(source.resource, rest)
            ? { ...source, attribute: rest }
            : source,
        );
      }
      case "variable":
        return this.#variable(reference, place, depth);
      case "module": {
        const [output = "", ...deeper] = rest.split(".");
        return this.#childSteps(reference, sameIndex, place).flatMap((module) => {
          const outputs = moduleAt(this.#root, module)?.outputs ?? new Map<string, unknown>();
          // A module as a whole, in a `for` or after a splat, may be read for any of its outputs.
          const read = output === "" ? [...outputs.values()] : [outputs.get(output)];
          if (read.includes(undefined))
            return [{ kind: "open", text, why: "a plan does not say which output it is" } as const];
          const sources = read.flatMap((expression) =>
            this.#sources(
              listMember(expression, "references").map(String),
              { module, key: undefined, block: undefined },
              depth + 1,
            ),
          );
          return output === "" ? sources.map(asPerhaps) : pick(sources, deeper);
        });
      }
      default:
        return kind satisfies never;
    }

    function pick(sources: Source[], steps: readonly string[]): Source[] {
      const index = Number(steps[0]);
      const picked = Number.isInteger(index) && steps.length > 0 ? sources[index] : undefined;
      // Instances of one block keep their order; anything else may have been reordered.
      return picked !== undefined && isOneBlock(sources) ? [picked] : sources;
    }
  }

  #variable({ text, subject, key, rest }: ParsedReference, place: ExpressionPlace, depth: number): Source[] {
    const parent = place.module.slice(0, -1);
    const call = place.module.at(-1);
    if (call === undefined) return this.#known(member(member(this.#variables, subject), "value"));
    const caller = moduleAt(this.#root, parent)?.calls.get(call.name);
    const expression = member(caller?.expressions, subject);
    if (expression === undefined) {
      const defaults = caller?.module.defaults;
      if (defaults?.has(subject) === true) return this.#known(defaults.get(subject));
    }
    const constant = member(expression, "constant_value");
    if (constant !== undefined) return this.#known(constant);
    const references = listMember(expression, "references").map(String);
    if (references.length === 0)
      return [
        { kind: "open", text: inModule(place, text), why: "a plan does not say what the module is passed" },
      ];
    const at = { module: parent, key: call.key, block: undefined, call: call.name };
    const sources = this.#sources(references, at, depth + 1);
    const index = typeof key === "number" ? key : undefined;
    if (index !== undefined && sources.length > 1)
      return isOneBlock(sources) && sources[index] !== undefined
        ? [sources[index]]
        : [{ kind: "open", text: inModule(place, text), why: "a plan does not keep the order of the list" }];
    // `var.peers[count.index]` of a list of instances: the hint stands in the caller's expression.
    const own = place.key;
    if (
      key === undefined &&
      rest === "" &&
      typeof own === "number" &&
      sources.length > 1 &&
      isOneBlock(sources)
    )
      return sources[own] === undefined ? sources : (this.#oneForOne(sources, place, own) ?? sources);
    return sources;
  }

  /** What a known value can identify. */
  #known(json: unknown): Source[] {
    return this.#identifiersIn(json).map((id) => ({ kind: "value", value: id }));
  }

  #identifiersIn(json: unknown): Value[] {
    if (typeof json === "string") return this.tables.isIdentifier(json) ? [json] : [];
    const inner = Array.isArray(json) ? json : isJsonObject(json) ? Object.values(json) : [];
    return inner.flatMap((one) => this.#identifiersIn(one));
  }

  /** The source at the own index, where there are exactly as many sources as instances of the own block. */
  #oneForOne(sources: readonly Source[], place: ExpressionPlace, own: number): Source[] | undefined {
    const siblings = place.block === undefined ? [] : this.#listed(place.module, place.block);
    const source = sources[own];
    return siblings.length === sources.length && source !== undefined ? [source] : undefined;
  }

  #instancesOf(
    { subject, key }: ParsedReference,
    sameIndex: boolean,
    place: ExpressionPlace,
  ): ListedResource[] {
    const instances = this.#listed(place.module, subject);
    if (key !== undefined) return instances.filter((instance) => instance.index === key);
    if (!sameIndex || place.key === undefined || instances.length < 2) return [...instances];
    const siblings = place.block === undefined ? [] : this.#listed(place.module, place.block);
    const keys = new Set(instances.map((instance) => instance.index));
    const corresponds = siblings.length === keys.size && siblings.every((sibling) => keys.has(sibling.index));
    return corresponds ? instances.filter((instance) => instance.index === place.key) : [...instances];
  }

  #listed(module: readonly ModuleStep[], block: string): readonly ListedResource[] {
    return this.#instances.get(`${moduleAddress(module)} ${block}`) ?? [];
  }

  /** Whether `each.value` is the resource itself: the name is one of its attributes, none that `for_each` gives. */
  #hasAttribute({ values }: ListedResource, path: string): boolean {
    const [name = ""] = path.split(".");
    return COMPUTED_NAME.test(name) || Object.hasOwn(values, name);
  }

  /** The `for_each` of the block or module call that the expression stands in. */
  #forEachAt({ module, block, call }: ExpressionPlace): unknown {
    const written = moduleAt(this.#root, module);
    if (block !== undefined) return written?.resources.get(block)?.forEach;
    return call === undefined ? undefined : written?.calls.get(call)?.forEach;
  }

  #childSteps({ subject, key }: ParsedReference, sameIndex: boolean, place: ExpressionPlace): ModuleStep[][] {
    const child = (index: string | number | undefined) => [...place.module, { name: subject, key: index }];
    const keys = this.#moduleKeys.get(moduleAddress(child(undefined)));
    if (key !== undefined || keys === undefined) return [child(key)];
    if (sameIndex && place.key !== undefined && keys.has(place.key)) return [child(place.key)];
    return [...keys].map(child);
  }
}

/** The text of an expression with its module instance: two instances of a module mean different things by it. */
function inModule({ module }: ExpressionPlace, text: string): string {
  return module.length === 0 ? text : `${moduleAddress(module)}.${text}`;
}

function blockOf(resource: ListedResource): string {
  const block = `${resource.type}.${resource.name}`;
  return resource.mode === "data" ? `data.${block}` : block;
}

function isOneBlock(sources: readonly Source[]): boolean {
  const blocks = new Set(
    sources.map((source) =>
      source.kind === "resource" ? `${source.resource.module} ${blockOf(source.resource)}` : source,
    ),
  );
  return blocks.size === 1;
}

function distinct(values: readonly Value[]): Value[] {
  return [...new Map(values.map((value) => [String(value), value])).values()];
}

/** All that several values may be together; empty where one of them may be anything. */
function allCandidates(values: readonly Value[]): Value[] {
  const each = values.map((value) => (value instanceof Unresolved ? value.candidates : [value]));
  return each.some((candidates) => candidates.length === 0) ? [] : distinct(each.flat());
}
