import type { CheckedNetwork } from "../reachability/checked-network.js";
import type { Rule } from "../reachability/model.js";
import { permissionText } from "../reachability/permission-text.js";
import type { Resource } from "../terraform/resource.js";
import { booleanOf, isBlock, isList, Reference, textOf, Unresolved, type Value } from "../terraform/value.js";

const PEER_ATTRIBUTES = [
  "cidr_ipv4",
  "cidr_ipv6",
  "prefix_list_id",
  "referenced_security_group_id",
  "cidr_blocks",
  "ipv6_cidr_blocks",
  "prefix_list_ids",
  "self",
  "source_security_group_id",
];
const OLDER_PEERS = ["cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids", "source_security_group_id"];
const TRAFFIC_ATTRIBUTES = ["ip_protocol", "protocol", "from_port", "to_port"];

/** Compares arguments of resources of two inputs, of which one may be a state and the other configuration. */
export class Changed {
  readonly #before: ReadonlyMap<string, string>;
  readonly #after: ReadonlyMap<string, string>;

  constructor(before: CheckedNetwork, after: CheckedNetwork) {
    this.#before = addressesByEc2Id(before);
    this.#after = addressesByEc2Id(after);
  }

  /** The arguments that differ. */
  of(was: Resource, now: Resource, attributes: readonly string[]): string[] {
    return attributes.filter(
      (name) =>
        canonical(was.values.get(name), this.#before) !== canonical(now.values.get(name), this.#after),
    );
  }

  /** Whether all of these arguments are the same if what is not known on one side is what the other side has. */
  mayAgree(was: Resource, now: Resource, attributes: readonly string[]): boolean {
    return attributes.every((name) => mayEqual(was.values.get(name), now.values.get(name)));
  }

  /** The arguments of a rule resource that differ; nothing for another spelling of the same permission, if the provider takes it for equal. */
  ofRule(was: Rule, rule: Rule, old: Resource, now: Resource): string[] {
    const differ = (attributes: readonly string[], fallback: string): string[] => {
      const names = this.of(old, now, attributes);
      return names.length === 0 ? [fallback] : names;
    };
    const peers = (one: Rule): string => permissionText({ traffic: rule.traffic, peers: one.peers });
    return [
      ...(was.group === rule.group ? [] : ["security_group_id"]),
      ...(was.direction === rule.direction ? [] : ["type"]),
      ...(peers(was) === peers(rule) ? [] : differ(PEER_ATTRIBUTES, "its peers")),
      ...(was.traffic.equals(rule.traffic) ? [] : differ(TRAFFIC_ATTRIBUTES, "its traffic")),
      ...(rule.style === "legacy" && peers(was) === peers(rule) ? this.#rewritten(old, now) : []),
      ...((was.description ?? "") === (rule.description ?? "") ? [] : ["description"]),
      ...this.of(old, now, ["tags"]),
    ];
  }

  /** Peers of a rule of the older type in another order or form, which make a new rule although they are the same. */
  #rewritten(old: Resource, now: Resource): string[] {
    const isSelf = ({ values }: Resource): boolean => booleanOf(values.get("self")) === true;
    return [...this.of(old, now, OLDER_PEERS), ...(isSelf(old) === isSelf(now) ? [] : ["self"])];
  }
}

function mayEqual(one: Value | undefined, other: Value | undefined): boolean {
  if (one instanceof Unresolved || other instanceof Unresolved) return true;
  return isList(one) && isList(other) && [...one, ...other].some((part) => part instanceof Unresolved);
}

/** Finds what arguments of one input name, by a reference or by the id that AWS gave it. */
export class NamedResources {
  readonly #addresses: ReadonlyMap<string, string>;

  constructor(network: CheckedNetwork) {
    this.#addresses = addressesByEc2Id(network);
  }

  /** Id in the model of what a value names, or the value as text. */
  idOf(value: Value | undefined): string {
    if (value instanceof Reference) return value.attribute === "id" ? value.resource : String(value);
    const text = textOf(value) ?? "";
    return this.#addresses.get(text) ?? text;
  }

  /** The resources by the ids that an argument of theirs names: default ACLs and tables by what AWS made. */
  byArgument(resources: readonly Resource[], argument: string): ReadonlyMap<string, Resource> {
    return new Map(resources.map((resource) => [this.idOf(resource.values.get(argument)), resource]));
  }
}

/** The addresses of managed resources by the ids that AWS gave them. */
function addressesByEc2Id({ model }: CheckedNetwork): ReadonlyMap<string, string> {
  const addresses = new Map<string, string>();
  for (const { id, mode, values } of model.resources.values()) {
    const text = textOf(values.get("id"));
    if (mode === "managed" && text !== undefined) addresses.set(text, id);
  }
  return addresses;
}

/** The value as text in which what Terraform takes for equal is equal: 443 and "443", null and absent. */
function canonical(value: Value | undefined, addresses: ReadonlyMap<string, string>): string {
  if (value === undefined || value === null) return "";
  if (value instanceof Reference || value instanceof Unresolved) return `\${${value}}`;
  if (isList(value))
    return value.length === 0 ? "" : `[${value.map((one) => canonical(one, addresses)).join()}]`;
  if (isBlock(value)) {
    const entries = [...value].map(([name, entry]) => `${name}=${canonical(entry, addresses)}`).sort();
    return entries.length === 0 ? "" : `{${entries.join()}}`;
  }
  const address = typeof value === "string" ? addresses.get(value) : undefined;
  return address === undefined ? String(value) : `\${${address}.id}`;
}
