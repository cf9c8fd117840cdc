import type { ProviderTables } from "../provider-tables.js";
import { withSameAs } from "../same-value.js";
import { Reference, Unresolved, type Value } from "../value.js";
import { fittingSources } from "./fitting-sources.js";
import {
  type Candidates,
  type Contribution,
  localCandidates,
  type ModuleContents,
} from "./local-candidates.js";
import { type ModuleStep, moduleAddress, moduleAt, type PlannedModule } from "./plan-configuration.js";
import { isLeftOpen, keyOf, type Source } from "./source.js";
import { type ExpressionPlace, SourceFinder } from "./source-finder.js";
import type { ListedResource } from "./state-modules.js";

/**
 * Finds what a value that is known only after apply refers to, through module inputs and outputs.
 *
 * A plan lists the references of an expression, not the expression: what they leave open stays {@link Unresolved}, with
 * all that it may be. Source: Terraform, "JSON Output Format", expression representation.
 */
export class ReferenceResolver {
  readonly tables: ProviderTables;
  readonly #root: PlannedModule;
  readonly #variables: unknown;
  readonly #finder: SourceFinder;
  /** By module address and attribute. */
  readonly #candidates = new Map<string, Candidates>();
  /** By attribute and module address. */
  readonly #contributions = new Map<string, Map<string, Contribution>>();
  /** How often each text stood for something that is not known. */
  readonly #texts = new Map<string, number>();

  constructor(
    root: PlannedModule,
    variables: unknown,
    resources: readonly ListedResource[],
    tables: ProviderTables,
  ) {
    this.tables = tables;
    this.#root = root;
    this.#variables = variables;
    this.#finder = new SourceFinder(root, variables, resources, tables);
  }

  /**
   * The value of an attribute of which a plan knows the references alone; null where all of them lead to values that are
   * known: the argument is null then, and only the provider's own value is not known.
   *
   * @param isGiven a plan would show that it is null, so the expression itself is what is not known
   * @param holes how many values that are not known have these references together
   */
  resolve(
    references: readonly string[],
    attribute: string,
    place: ExpressionPlace,
    isGiven: boolean,
    holes: number,
  ): Value {
    const { sources, extent, local = false } = this.#finder.find(references, place);
    const chosen = fittingSources(sources, attribute, this.tables);
    const fitting = new Set(chosen.map(keyOf));
    const fits = (source: Source): boolean => fitting.has(keyOf(source));
    const isPerhaps = chosen.some((source) => "perhaps" in source);
    const isPlural = this.tables.isPlural(attribute);
    const values = this.#valuesOf(chosen, attribute);
    // A local that can name one thing alone is that thing; which of some groups it is, is what is asked.
    const isListed = extent === "list" || (local && !isPlural);
    const isWhole = extent === "all" || (isListed && this.tables.isTakenWhole(attribute));
    if (isWhole && sources.every(fits) && !isPerhaps && (isPlural || values.length === 1))
      return values.length === 1 ? this.#named(values[0] ?? null) : values;
    const open = sources.filter(isLeftOpen);
    if (open.length === 0 && !isGiven) return null;
    // What a plan knows has decided every condition, so what it does not know is the value, or part of it.
    const isLeft = open.length > 0 && (open.every(fits) || new Set(open.map(keyOf)).size <= holes);
    const isDecided = isGiven && isLeft;
    const meant =
      isLeft && (isDecided || !isPlural) ? this.#valuesOf(chosen.filter(isLeftOpen), attribute) : values;
    const beside = isDecided && isPlural ? values.filter((value) => !includes(meant, value)) : [];
    const [only] = meant;
    if (only === undefined)
      return isGiven && this.tables.hasCandidates(attribute)
        ? this.#unknown(references.join(", "), "a plan does not say what it is", [])
        : null;
    if (isDecided && meant.length === 1 && !isPerhaps)
      return beside.length === 0 ? this.#named(only) : [this.#named(only), this.#either(beside, true)];
    return this.#either([...meant, ...beside], !isDecided && (isPerhaps || extent === "perhaps"));
  }

  #valuesOf(sources: readonly Source[], attribute: string): Value[] {
    return distinct(sources.map((source) => this.#valueOf(source, attribute))).filter(
      (value) => value !== null,
    );
  }

  /** One or more of the values. @param mayBeNone or none of them */
  #either(values: readonly Value[], mayBeNone: boolean): Unresolved {
    const [only] = values;
    const why =
      values.length === 1
        ? only instanceof Unresolved
          ? only.why
          : "a plan does not say whether it is given"
        : "a plan does not say which of its references it is";
    const candidates = allCandidates(values);
    const all = mayBeNone && candidates.length > 0 ? distinct([...candidates, null]) : candidates;
    return this.#unknown(values.map(String).join(", "), why, all);
  }

  #named(value: Value): Value {
    return value instanceof Unresolved ? this.#unknown(value.expression, value.why, value.candidates) : value;
  }

  /** Two expressions may take different elements of one list, so each is something of its own. */
  #unknown(text: string, why: string, candidates: readonly Value[]): Unresolved {
    const count = (this.#texts.get(text) ?? 0) + 1;
    this.#texts.set(text, count);
    return withSameAs(new Unresolved(text, why, false, candidates), `${text} (${count})`);
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
    if (!this.tables.hasCandidates(attribute)) return this.#unknown(attribute, why, []);
    const { values, closed } = this.#candidatesIn(module, attribute);
    return this.#unknown(attribute, why, closed ? values : []);
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
    const { instances } = this.#finder;
    return {
      tables: this.tables,
      variables: this.#variables,
      moduleAt: (steps) => moduleAt(this.#root, steps),
      resourcesIn: (steps) => instances.inModule(steps),
      instancesOf: (steps, call) => {
        const child = (key: ModuleStep["key"]) => [...steps, { name: call, key }];
        const keys = instances.keysOf(child(undefined));
        return keys === undefined ? [child(undefined)] : [...keys].map(child);
      },
      resourcesOf: (types) => types.flatMap((type) => instances.ofType(type)),
      sources: (references, module, key, call) =>
        this.#finder.find(references, {
          module,
          key,
          block: undefined,
          ...(call === undefined ? {} : { call }),
        }).sources,
    };
  }
}

function includes(values: readonly Value[], one: Value): boolean {
  return values.some((value) => String(value) === String(one));
}

function distinct(values: readonly Value[]): Value[] {
  return [...new Map(values.map((value) => [String(value), value])).values()];
}

/** All that several values may be together; empty where one of them may be anything. */
function allCandidates(values: readonly Value[]): Value[] {
  const each = values.map((value) => (value instanceof Unresolved ? value.candidates : [value]));
  return each.some((candidates) => candidates.length === 0) ? [] : distinct(each.flat());
}
