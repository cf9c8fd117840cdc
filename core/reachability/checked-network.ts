import type { Knowledge } from "../terraform/knowledge.js";
import { anyOf } from "../terraform/knowledge.js";
import type { Resource } from "../terraform/resource.js";
import { Reference, textOf, Unresolved } from "../terraform/value.js";
import { type InternetExposure, internetExposures } from "./internet-exposure.js";
import type { NetworkModel, Rule } from "./model.js";
import type { Endpoint, Reachability } from "./reachability.js";
import { INTERNET } from "./reachability.js";

/** The resources that configure another one, as `aws_s3_bucket_versioning` configures a bucket. */
export interface Companions {
  readonly found: readonly Resource[];
  /** More of them may belong here: what they name is not determined by the input. */
  readonly incomplete: boolean;
}

interface CompanionIndex {
  readonly byResource: ReadonlyMap<string, readonly Resource[]>;
  readonly byText: ReadonlyMap<string, readonly Resource[]>;
  readonly incomplete: boolean;
}

/** A network with what can reach what in it, and the indexes that keep every guardrail near-linear. */
export class CheckedNetwork {
  readonly model: NetworkModel;
  readonly reachability: Reachability;
  readonly endpoints: ReadonlyMap<string, Endpoint>;
  readonly rules: ReadonlyMap<string, Rule>;
  readonly #managed = new Map<string, Resource[]>();
  readonly #rulesOfGroup = new Map<string, Rule[]>();
  readonly #companions = new Map<string, CompanionIndex>();
  readonly #exposures = new Map<Rule["direction"], readonly InternetExposure[]>();

  constructor(model: NetworkModel, reachability: Reachability) {
    this.model = model;
    this.reachability = reachability;
    this.endpoints = new Map(reachability.endpoints.map((endpoint) => [endpoint.id, endpoint]));
    const rules = [...model.rules, ...model.possibleRules, ...model.grantRules];
    this.rules = new Map(rules.map((rule) => [rule.id, rule]));
    for (const resource of model.resources.values()) {
      if (resource.mode === "managed") append(this.#managed, resource.type, resource);
    }
    for (const rule of model.rules) append(this.#rulesOfGroup, rule.group, rule);
  }

  /** The managed resources of these types, in the order of the document. */
  resources(...types: readonly string[]): readonly Resource[] {
    return types.flatMap((type) => this.#managed.get(type) ?? []);
  }

  /** The rules of a security group. */
  rulesOf(group: string): readonly Rule[] {
    return this.#rulesOfGroup.get(group) ?? [];
  }

  /** What each rule, with the rules beside it, certainly lets in from or out to the internet, or to more than half of it. */
  internetExposures(direction: Rule["direction"]): readonly InternetExposure[] {
    let exposures = this.#exposures.get(direction);
    if (exposures === undefined) {
      const [here, there] = direction === "ingress" ? (["to", "from"] as const) : (["from", "to"] as const);
      const edges = this.reachability.edges.filter(
        (edge) => edge[there] === INTERNET && this.#hasRules(edge[here]),
      );
      exposures = internetExposures(edges, this.rules, direction);
      this.#exposures.set(direction, exposures);
    }
    return exposures;
  }

  /** A group, judged alone, managed in the input or not; or a workload. */
  #hasRules(id: string): boolean {
    return this.model.securityGroups.has(id) || this.model.workloads.has(id);
  }

  /**
   * The resources of a type whose attribute names the target: by reference, or by its own name or ARN as text.
   * @param names attributes of the target under which it is named in text
   */
  companions(
    target: Resource,
    type: string,
    attribute: string,
    names: readonly string[] = ["id"],
  ): Companions {
    const index = this.#companionIndex(type, attribute);
    const texts = names.flatMap((name) => textOf(target.values.get(name)) ?? []);
    const found = new Set([
      ...(index.byResource.get(target.id) ?? []),
      ...texts.flatMap((text) => index.byText.get(text) ?? []),
    ]);
    return { found: [...found], incomplete: index.incomplete };
  }

  #companionIndex(type: string, attribute: string): CompanionIndex {
    const key = `${type}.${attribute}`;
    const known = this.#companions.get(key);
    if (known !== undefined) return known;
    const byResource = new Map<string, Resource[]>();
    const byText = new Map<string, Resource[]>();
    let incomplete = false;
    for (const resource of this.resources(type)) {
      const value = resource.values.get(attribute);
      const text = textOf(value);
      if (value instanceof Reference) append(byResource, value.resource, resource);
      else if (text !== undefined) append(byText, text, resource);
      else if (value instanceof Unresolved) incomplete = true;
    }
    const index = { byResource, byText, incomplete };
    this.#companions.set(key, index);
    return index;
  }
}

function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

/** The attributes under which a bucket is named in text. */
export const BUCKET_NAMES: readonly string[] = ["bucket", "id"];

/** Whether a companion satisfies the requirement: with none there it is not met, unless there may be one that cannot be told. */
export function judged(companions: Companions, judge: (companion: Resource) => Knowledge): Knowledge {
  const verdict = companions.found.map(judge).reduce((one, other) => anyOf(one, other), anyOf());
  return verdict === "no" && companions.incomplete ? "unknown" : verdict;
}
