import type { Resource } from "../../terraform/resource.js";
import { sameAs } from "../../terraform/same-value.js";
import { Reference, textOf, Unresolved, type Value } from "../../terraform/value.js";
import { atPath } from "./attribute-path.js";

/** What a value that should identify something identifies. */
export interface Identity {
  /** The resource's id; the literal EC2 id; or the expression, where it stays open. */
  readonly id: string;
  /** The resource, where it is in the input and the value is its identifier (no other attribute of it). */
  readonly resource?: Resource;
  /** False: the expression could stand for anything, also for something that the input manages. */
  readonly certain: boolean;
  /** Why it is not certain. */
  readonly why?: string;
}

/** Attributes that identify the resource itself. */
const OWN_IDENTIFIERS = new Set(["", "id", "arn", "name"]);

/** Identifiers that one resource computes for another thing, by type and attribute, in states and refreshed plans. */
const COMPUTED_IDENTIFIERS: Readonly<Record<string, readonly string[]>> = {
  aws_vpc: [
    "default_security_group_id",
    "default_network_acl_id",
    "main_route_table_id",
    "default_route_table_id",
  ],
  aws_default_vpc: ["default_security_group_id", "default_network_acl_id", "main_route_table_id"],
  aws_vpc_endpoint: ["prefix_list_id"],
  aws_eks_cluster: ["vpc_config[0].cluster_security_group_id"],
  aws_instance: ["primary_network_interface_id"],
};

/** Attributes of a type whose value identifies another thing that AWS made with it. */
export function computedIdentifiers(type: string): readonly string[] {
  return Object.hasOwn(COMPUTED_IDENTIFIERS, type) ? (COMPUTED_IDENTIFIERS[type] ?? []) : [];
}

/** Accepts a peering connection, under the same id. */
export const PEERING_ACCEPTER = "aws_vpc_peering_connection_accepter";

/** Attributes of a VPC that name the same table. */
const SAME_AS: Readonly<Record<string, string>> = { default_route_table_id: "main_route_table_id" };

/** The resources of the input by id, by type, and by the ids that AWS gave them. */
export class ResourceIndex {
  readonly resources: ReadonlyMap<string, Resource>;
  readonly #byType = new Map<string, Resource[]>();
  readonly #byCloudId = new Map<string, Identity>();
  /** The ids of what is not known, by the names of equal values, and which ids are given. */
  readonly #unknowns = new Map<string, string>();
  readonly #named = new Set<string>();

  constructor(resources: readonly Resource[]) {
    this.resources = new Map(resources.map((resource) => [resource.id, resource]));
    for (const resource of resources) {
      const ofType = this.#byType.get(resource.type);
      if (ofType === undefined) this.#byType.set(resource.type, [resource]);
      else ofType.push(resource);
      if (resource.type === PEERING_ACCEPTER) continue;
      // A managed resource and a data source that looks it up have one id; the managed one says more.
      for (const name of ["id", "arn"]) {
        const cloudId = textOf(resource.values.get(name));
        const known = cloudId === undefined ? undefined : this.#byCloudId.get(cloudId);
        if (cloudId !== undefined && known?.resource?.mode !== "managed")
          this.#byCloudId.set(cloudId, { id: resource.id, resource, certain: true });
      }
    }
    for (const [type, attributes] of Object.entries(COMPUTED_IDENTIFIERS)) {
      for (const resource of this.ofType(type)) this.#indexComputed(resource, attributes);
    }
  }

  #indexComputed(resource: Resource, attributes: readonly string[]): void {
    for (const attribute of attributes) {
      const cloudId = textOf(
        resource.values.get(attribute) ?? atPath(resource.values, attribute.replace("[0]", "")).values[0],
      );
      if (cloudId !== undefined && cloudId !== "" && !this.#byCloudId.has(cloudId))
        this.#byCloudId.set(cloudId, this.#computed(resource, attribute));
    }
  }

  #computed(resource: Resource, attribute: string): Identity {
    // A plan writes an index as a step of the path.
    const name = SAME_AS[attribute] ?? attribute.replace(/\.(\d+)(?=\.)/g, "[$1]");
    return { id: `${resource.id}.${name}`, certain: resource.mode === "managed" };
  }

  /** Managed resources and data sources of a type, in document order. */
  ofType(type: string): readonly Resource[] {
    return this.#byType.get(type) ?? [];
  }

  managed(type: string): readonly Resource[] {
    return this.ofType(type).filter((resource) => resource.mode === "managed");
  }

  /** What the value identifies; undefined for null, absence and empty text. */
  identify(value: Value | undefined): Identity | undefined {
    if (value === undefined || value === null || value === "") return undefined;
    if (value instanceof Unresolved) return { id: this.#unknown(value), certain: false, why: value.why };
    if (value instanceof Reference) {
      const resource = this.resources.get(value.resource);
      if (resource === undefined)
        return { id: String(value), certain: false, why: "it is known only after apply" };
      if (
        resource.type === PEERING_ACCEPTER &&
        value.attribute !== "vpc_id" &&
        value.attribute !== "peer_vpc_id"
      )
        return this.identify(resource.values.get("vpc_peering_connection_id"));
      if (!OWN_IDENTIFIERS.has(value.attribute)) return this.#computed(resource, value.attribute);
      return this.#lookedUp(resource) ?? { id: resource.id, resource, certain: true };
    }
    const text = textOf(value);
    if (text === undefined) return { id: "(value)", certain: false, why: "it is not an identifier" };
    // Rules name a group of another account with that account before its id; states do so for the own one too.
    return (
      this.#byCloudId.get(text) ?? this.#byCloudId.get(withoutAccount(text)) ?? { id: text, certain: true }
    );
  }

  /** The expression, which stands for one value: equal ones have the first one's, and others that are written alike a longer one. */
  #unknown(value: Unresolved): string {
    const same = sameAs(value) ?? value.expression;
    const known = this.#unknowns.get(same);
    if (known !== undefined) return known;
    const id = this.#named.has(value.expression) ? same : value.expression;
    this.#unknowns.set(same, id);
    this.#named.add(id);
    return id;
  }

  /** A data source stands for what it looks up: for a resource of the input, where its id says so. */
  #lookedUp(resource: Resource): Identity | undefined {
    if (resource.mode === "managed") return undefined;
    const cloudId = textOf(resource.values.get("id"));
    if (cloudId !== undefined) return this.#byCloudId.get(cloudId);
    return { id: resource.id, resource, certain: false, why: "it is looked up at deployment" };
  }
}

/** "111122223333/sg-…" without the account. */
export function withoutAccount(id: string): string {
  return id.replace(/^\d{12}\//, "");
}
