import type { Resource } from "../../terraform/resource.js";
import { blocksOf, listOf, Reference, textOf, type Value } from "../../terraform/value.js";
import type { PrefixList } from "../model.js";
import { readAddresses } from "./cidrs.js";
import type { NetworkReader } from "./network-reader.js";

/** How AWS names the lists that it keeps itself: com.amazonaws.<region>.<service>. */
const AWS_NAME = /^com\.amazonaws\./;

/**
 * The prefix lists of the input and, as they are mentioned, those outside it.
 *
 * Source: AWS provider, aws_ec2_managed_prefix_list and its entry resource and data source, aws_prefix_list,
 * aws_vpc_endpoint (`prefix_list_id`).
 */
export class PrefixListRegister {
  readonly #reader: NetworkReader;
  readonly #all = new Map<string, PrefixList>();

  constructor(reader: NetworkReader) {
    this.#reader = reader;
    for (const type of ["aws_ec2_managed_prefix_list", "aws_prefix_list"]) {
      for (const resource of reader.index.ofType(type)) this.#all.set(resource.id, this.#read(resource));
    }
  }

  get all(): ReadonlyMap<string, PrefixList> {
    return this.#all;
  }

  /** Id of the list that the value names, or undefined where it names none. */
  idOf(value: Value | undefined, user: Resource): string | undefined {
    const { index, collector } = this.#reader;
    const identity = index.identify(value);
    if (identity === undefined) return undefined;
    const known = this.#all.get(identity.id);
    if (known !== undefined) {
      if (known.addresses === null && !known.awsManaged)
        collector.addUnknown(known.id, "the entries of the prefix list are not in the input");
      return known.id;
    }
    const endpoint = this.#endpointOf(value, identity.id);
    this.#all.set(identity.id, {
      id: identity.id,
      name: endpoint === undefined ? identity.id : (serviceName(endpoint) ?? identity.id),
      addresses: null,
      awsManaged: endpoint !== undefined,
      ...(endpoint?.constructPath === undefined ? {} : { constructPath: endpoint.constructPath }),
    });
    if (endpoint === undefined)
      collector.addUnknown(
        identity.id,
        `the entries of the prefix list are not in the input (${user.id} names it)`,
      );
    return identity.id;
  }

  /** The gateway endpoint whose service's list an identifier names. */
  #endpointOf(value: Value | undefined, id: string): Resource | undefined {
    const { index } = this.#reader;
    const owner = value instanceof Reference ? value.resource : id.replace(/\.prefix_list_id$/, "");
    const resource = index.resources.get(owner);
    return resource?.type === "aws_vpc_endpoint" ? resource : undefined;
  }

  #read(resource: Resource): PrefixList {
    const { values, id, name, constructPath } = resource;
    const stated = textOf(values.get("name")) ?? filteredName(values.get("filter"));
    const awsManaged =
      resource.mode === "data" && (resource.type === "aws_prefix_list" || AWS_NAME.test(stated ?? ""));
    return {
      id,
      name: stated ?? name,
      awsManaged,
      addresses: this.#addresses(resource),
      ...(constructPath === undefined ? {} : { constructPath }),
    };
  }

  #addresses(resource: Resource): PrefixList["addresses"] {
    const { values } = resource;
    if (resource.mode === "data") {
      const looked = resource.type === "aws_prefix_list" ? values.get("cidr_blocks") : undefined;
      const cidrs =
        looked === undefined
          ? blocksOf(values.get("entries")).map((entry) => entry.get("cidr") ?? null)
          : listOf(looked);
      return cidrs.length === 0 ? null : readAddresses(cidrs);
    }
    const standalone = this.#reader.index
      .managed("aws_ec2_managed_prefix_list_entry")
      .filter((entry) => this.#reader.index.identify(entry.values.get("prefix_list_id"))?.id === resource.id);
    const entries = [...listOf(values.get("entry")), ...standalone.map((entry) => entry.values)];
    const blocks = blocksOf(entries);
    if (blocks.length < entries.length || standalone.some((entry) => entry.repetition !== undefined))
      return null;
    return readAddresses(blocks.map((entry) => entry.get("cidr") ?? null));
  }
}

function filteredName(filter: Value | undefined): string | undefined {
  const block = blocksOf(filter).find((candidate) => candidate.get("name") === "prefix-list-name");
  const values = listOf(block?.get("values"));
  return values.length === 1 ? textOf(values[0]) : undefined;
}

function serviceName(endpoint: Resource): string | undefined {
  return textOf(endpoint.values.get("service_name"));
}
