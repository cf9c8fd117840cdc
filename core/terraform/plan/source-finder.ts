import { isJsonObject, listMember, member } from "../../json/values.js";
import type { ProviderTables } from "../provider-tables.js";
import type { Value } from "../value.js";
import { asPerhaps } from "./fitting-sources.js";
import { type ModuleStep, moduleAddress, moduleAt, type PlannedModule } from "./plan-configuration.js";
import { blockOf, PlanInstances } from "./plan-instances.js";
import { longestReferences, type ParsedReference, repeats } from "./references.js";
import { type Found, NOTHING_UNKNOWN, type Source } from "./source.js";
import type { ListedResource } from "./state-modules.js";

/** Modules through which one value may pass. */
const LONGEST_CHAIN = 40;

/** Attributes that providers compute, which no planned value shows. */
const COMPUTED_NAME = /^(?:id|arn|(?:default|main|primary)_\w+_id)$/;

/** An index other than the first one: the list may be too short for it. */
const LATER_INDEX = /\[(?!0\])[^\]]*\]/;

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

/** One reference of an expression, with what it leads to. */
interface Part {
  readonly reference: ParsedReference;
  readonly found: Found;
}

/**
 * Follows the references of a plan's expressions, through module inputs and outputs, to what they may come from.
 *
 * One reference alone is the value. Beside others it may be the value or be asked for in a condition, so that nothing is
 * certain; except where each names an attribute of one resource that surely exists: that is a list. An index `count.index`
 * or `each.key` is taken as the same index, and only where both blocks have the same indexes: the plan does not say
 * whether it was shifted. Source: Terraform, "JSON Output Format", expression representation.
 */
export class SourceFinder {
  readonly #root: PlannedModule;
  readonly #variables: unknown;
  readonly #tables: ProviderTables;
  readonly instances: PlanInstances;

  constructor(
    root: PlannedModule,
    variables: unknown,
    resources: readonly ListedResource[],
    tables: ProviderTables,
  ) {
    this.#root = root;
    this.#variables = variables;
    this.#tables = tables;
    this.instances = new PlanInstances(resources);
  }

  /** What the expression with these references holds. */
  find(references: readonly string[], place: ExpressionPlace, depth = 0): Found {
    if (depth > LONGEST_CHAIN) return open(references[0] ?? "", "its chain of modules is too long");
    const parsed = longestReferences(references);
    const sameIndex = parsed.some((reference) => isOwnIndex(reference) || this.#isOwnKey(reference, place));
    const parts = parsed.map((reference) => ({
      reference,
      found: this.#source(reference, sameIndex, place, depth),
    }));
    const sources = parts.flatMap(({ found }) => found.sources);
    const extent = this.#extentOf(parts, repeats(references), place);
    const isSplat = extent === "list" && parts[0]?.reference.kind === "resource" && sources.every(isCounted);
    const isLocal =
      parts.length === 1 && sources.every(({ kind, ...rest }) => kind === "local" && !("perhaps" in rest));
    return { sources, extent, ...(isSplat ? { splat: true } : {}), ...(isLocal ? { local: true } : {}) };
  }

  #extentOf(parts: readonly Part[], isRepeated: boolean, place: ExpressionPlace): Found["extent"] {
    // `try` and conditions pass over an instance that is none.
    const meant = parts.filter(
      ({ reference, found }) => reference.kind !== "resource" || found.sources.length > 0,
    );
    const [only, other] = meant;
    if (only === undefined || meant.every(({ reference }) => reference.kind === "hint")) return "perhaps";
    if (other === undefined) return only.found.extent;
    if (isRepeated) return "perhaps";
    const indexes = meant.filter(({ reference }) => isOwnIndex(reference));
    const indexed = meant.filter(({ found }) => found.picked === true);
    const rest = meant.filter((part) => !indexes.includes(part) && !indexed.includes(part));
    const isIndexed = indexes.length === 0 ? indexed.length === 0 : indexed.length > 0;
    return isIndexed && rest.every((part) => this.#isElement(part, place)) ? "all" : "perhaps";
  }

  /** An attribute of one resource, written out: beside others it is an element of a list. */
  #isElement({ reference, found }: Part, { module }: ExpressionPlace): boolean {
    if (reference.kind !== "resource" || reference.rest === "" || found.extent !== "all") return false;
    // Where only the first instance of a block exists, others stand in for it where it does not.
    const siblings = this.instances.of(module, reference.subject);
    return siblings.length > 1 || siblings[0]?.index === undefined;
  }

  #source(reference: ParsedReference, sameIndex: boolean, place: ExpressionPlace, depth: number): Found {
    const { kind, text, rest } = reference;
    switch (kind) {
      case "hint":
        return NOTHING_UNKNOWN;
      case "local": {
        const local: Source = { kind: "local", module: place.module, text: inModule(place, text) };
        return {
          sources: [local].map((source) => (LATER_INDEX.test(text) ? asPerhaps(source) : source)),
          extent: "perhaps",
        };
      }
      case "open":
        return open(inModule(place, text), "a plan does not say what it is");
      case "resource": {
        const resources = this.#instancesOf(reference, sameIndex, place);
        const [only, other] = resources;
        return {
          sources: resources.map((resource) => ({ kind: "resource", resource, attribute: rest })),
          extent: only === undefined ? "perhaps" : other === undefined ? "all" : "list",
          ...(sameIndex && rest === "" && only !== undefined && other === undefined ? { picked: true } : {}),
        };
      }
      case "each":
        return this.#each(reference, place, depth);
      case "variable":
        return this.#variable(reference, place, depth);
      case "module":
        return this.#output(reference, sameIndex, place, depth);
      default:
        return kind satisfies never;
    }
  }

  #each({ text, rest }: ParsedReference, place: ExpressionPlace, depth: number): Found {
    const forEach = this.#forEachAt(place);
    const from = listMember(forEach, "references").map(String);
    // Without references it holds constants alone; those of a set are its keys.
    if (from.length === 0 && forEach !== undefined)
      return this.#known([member(forEach, "constant_value"), place.key]);
    if (from.length === 0) return open(inModule(place, text), "a plan does not say what for_each passes");
    const passed = this.find([...from, "each.key"], place, depth + 1).sources;
    // Where for_each passes on an attribute of a resource, each.value holds it under a name of its own.
    const isItself = (source: Source): source is Extract<Source, { kind: "resource" }> =>
      source.kind === "resource" && source.attribute === "" && hasAttribute(source.resource, rest);
    const sources = passed.map((source) => (isItself(source) ? { ...source, attribute: rest } : source));
    // Of a map of values, each instance has another one.
    return { sources, extent: passed.length === 1 && passed.every(isItself) ? "all" : "perhaps" };
  }

  #output(reference: ParsedReference, sameIndex: boolean, place: ExpressionPlace, depth: number): Found {
    const { text, rest } = reference;
    const [output = "", ...deeper] = rest.split(".");
    const modules = this.#childSteps(reference, sameIndex, place);
    const found = modules.map((module): Found => {
      const outputs = moduleAt(this.#root, module)?.outputs ?? new Map<string, unknown>();
      // A module as a whole, in a `for` or after a splat, may be read for any of its outputs.
      const read = output === "" ? [...outputs.values()] : [outputs.get(output)];
      if (read.includes(undefined)) return open(text, "a plan does not say which output it is");
      const each = read.map((expression) =>
        this.find(
          listMember(expression, "references").map(String),
          { module, key: undefined, block: undefined },
          depth + 1,
        ),
      );
      const [only] = each;
      if (output !== "" && only !== undefined) return pick(only, deeper);
      return { sources: each.flatMap(({ sources }) => sources).map(asPerhaps), extent: "perhaps" };
    });
    const [only] = found;
    if (only !== undefined && found.length === 1) return only;
    const isFilled = found.length > 0 && found.every(({ extent }) => extent !== "perhaps");
    return { sources: found.flatMap(({ sources }) => sources), extent: isFilled ? "some" : "perhaps" };
  }

  #variable({ text, subject, key, rest }: ParsedReference, place: ExpressionPlace, depth: number): Found {
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
      return open(inModule(place, text), "a plan does not say what the module is passed");
    const at = { module: parent, key: call.key, block: undefined, call: call.name };
    const found = this.find(references, at, depth + 1);
    const { sources } = found;
    const index = typeof key === "number" ? key : undefined;
    if (index !== undefined && sources.length > 1) return pick(found, [String(index)]);
    // `var.peers[count.index]` of a list of instances: the hint stands in the caller's expression.
    const own = place.key;
    if (
      key === undefined &&
      rest === "" &&
      typeof own === "number" &&
      sources.length > 1 &&
      isOneBlock(sources)
    ) {
      const picked = this.#oneForOne(sources, place, own);
      return picked === undefined ? found : { sources: picked, extent: "all", picked: true };
    }
    // A member of an object or a map may hold nothing where another one holds it; a list may have no such element.
    if (index !== undefined && index > 0) return { sources: sources.map(asPerhaps), extent: "perhaps" };
    if (rest !== "" || typeof key === "string") return { sources, extent: "perhaps" };
    return passedOn(found);
  }

  /** What a known value can identify. */
  #known(json: unknown): Found {
    return {
      ...NOTHING_UNKNOWN,
      sources: this.#identifiersIn(json).map((id) => ({ kind: "value", value: id })),
    };
  }

  #identifiersIn(json: unknown): Value[] {
    if (typeof json === "string") return this.#tables.isIdentifier(json) ? [json] : [];
    const inner = Array.isArray(json) ? json : isJsonObject(json) ? Object.values(json) : [];
    return inner.flatMap((one) => this.#identifiersIn(one));
  }

  /** The source at the own index, where there are exactly as many sources as instances of the own block. */
  #oneForOne(sources: readonly Source[], place: ExpressionPlace, own: number): Source[] | undefined {
    const siblings = place.block === undefined ? [] : this.instances.of(place.module, place.block);
    const source = sources[own];
    return siblings.length === sources.length && source !== undefined ? [source] : undefined;
  }

  #instancesOf(
    { subject, key }: ParsedReference,
    sameIndex: boolean,
    place: ExpressionPlace,
  ): ListedResource[] {
    const instances = this.instances.of(place.module, subject);
    if (key !== undefined) return instances.filter((instance) => instance.index === key);
    if (!sameIndex || place.key === undefined || instances.length < 2) return [...instances];
    const siblings = place.block === undefined ? [] : this.instances.of(place.module, place.block);
    const keys = new Set(instances.map((instance) => instance.index));
    const corresponds = siblings.length === keys.size && siblings.every((sibling) => keys.has(sibling.index));
    return corresponds ? instances.filter((instance) => instance.index === place.key) : [...instances];
  }

  /** `each.value` of a set, which is the key. */
  #isOwnKey({ kind, rest }: ParsedReference, place: ExpressionPlace): boolean {
    if (kind !== "each" || rest !== "") return false;
    const forEach = this.#forEachAt(place);
    // A map of constants is shown, and a set is made by a function, which is not.
    return (
      forEach !== undefined &&
      listMember(forEach, "references").length === 0 &&
      !isJsonObject(member(forEach, "constant_value"))
    );
  }

  /** The `for_each` of the block or module call that the expression stands in. */
  #forEachAt({ module, block, call }: ExpressionPlace): unknown {
    const written = moduleAt(this.#root, module);
    if (block !== undefined) return written?.resources.get(block)?.forEach;
    return call === undefined ? undefined : written?.calls.get(call)?.forEach;
  }

  #childSteps({ subject, key }: ParsedReference, sameIndex: boolean, place: ExpressionPlace): ModuleStep[][] {
    const child = (index: string | number | undefined) => [...place.module, { name: subject, key: index }];
    const keys = this.instances.keysOf(child(undefined));
    if (key !== undefined || keys === undefined) return [child(key)];
    if (sameIndex && place.key !== undefined && keys.has(place.key)) return [child(place.key)];
    return [...keys].map(child);
  }
}

function open(text: string, why: string): Found {
  return { sources: [{ kind: "open", text, why }], extent: "some" };
}

/** The index of the own instance, as opposed to what only decides, such as the name of the workspace. */
function isOwnIndex({ kind, text }: ParsedReference): boolean {
  return kind === "hint" && /^(?:count|each)\./.test(text);
}

function isCounted(source: Source): boolean {
  return source.kind === "resource" && source.attribute === "" && typeof source.resource.index === "number";
}

/** As another module sees it: it is given a list, and may take some of it. */
function passedOn({ sources, extent }: Found): Found {
  return { sources, extent: sources.length > 1 && extent === "all" ? "list" : extent };
}

/** What the path leads to in a list: the one at an index, or some of it. */
function pick(found: Found, steps: readonly string[]): Found {
  const { sources, extent } = passedOn(found);
  if (steps.length === 0) return passedOn(found);
  const index = Number(steps[0]);
  if (!Number.isInteger(index)) return { sources, extent: "perhaps" };
  const picked = sources[index];
  // The list may be too short for it.
  if (picked === undefined || (extent === "perhaps" && index > 0))
    return { sources: sources.map(asPerhaps), extent: "perhaps" };
  if (sources.length === 1) return { sources, extent };
  if (found.splat === true) return { sources: [picked], extent: "all" };
  return { sources, extent: extent === "perhaps" ? "perhaps" : "some" };
}

/** Whether `each.value` is the resource itself: the name is one of its attributes, none that `for_each` gives. */
function hasAttribute({ values }: ListedResource, path: string): boolean {
  const [name = ""] = path.split(".");
  return COMPUTED_NAME.test(name) || Object.hasOwn(values, name);
}

/** The text of an expression with its module instance: two instances of a module mean different things by it. */
export function inModule({ module }: ExpressionPlace, text: string): string {
  return module.length === 0 ? text : `${moduleAddress(module)}.${text}`;
}

function isOneBlock(sources: readonly Source[]): boolean {
  const blocks = new Set(
    sources.map((source) =>
      source.kind === "resource" ? `${source.resource.module} ${blockOf(source.resource)}` : source,
    ),
  );
  return blocks.size === 1;
}
