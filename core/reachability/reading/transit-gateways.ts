import { AddressSet } from "../../network/address-set.js";
import type { Cidr } from "../../network/cidr.js";
import { allOf, type Knowledge } from "../../terraform/knowledge.js";
import type { Resource } from "../../terraform/resource.js";
import { alternatives, isKnown, listOf, textOf, Unresolved } from "../../terraform/value.js";
import type { Transit, Vpc } from "../model.js";
import { readCidr } from "./cidrs.js";
import { flag } from "./flag.js";
import type { NetworkReader } from "./network-reader.js";
import { providerOf } from "./security-groups.js";

const NOT_DETERMINED =
  "what it routes between VPCs is not determined by the input, so paths over it are only possible";

const NOT_JUDGED = "the network ACLs of its own subnets are not judged, so paths over it are only possible";

/** A VPC at a transit gateway. */
interface Attachment {
  readonly id: string;
  readonly vpc: string;
  /** Id of the gateway; null where an expression does not determine it. */
  readonly gateway: string | null;
  readonly resource: Resource;
}

/** A route of a transit gateway: to an attachment, or nowhere (a blackhole). */
interface TransitRoute {
  readonly cidr: Cidr;
  readonly attachment: string | null;
  readonly isStatic: boolean;
}

/** A route table of a transit gateway, as far as the input determines it. */
interface TransitTable {
  readonly routes: TransitRoute[];
  complete: boolean;
}

/**
 * What transit gateways and core networks make of packets between the VPCs of the input: static and propagated routes, the
 * default route table, security group referencing. Whatever else bears on a gateway makes its paths only possible.
 *
 * @param isOpen whether the network ACL of a subnet passes everything
 * Sources: VPC Transit Gateways guide, "How transit gateways work", "Security group referencing"; AWS provider,
 * aws_ec2_transit_gateway and its attachment, route table, route, association and propagation resources.
 */
export function readTransits(
  reader: NetworkReader,
  isOpen: (subnet: string) => boolean,
): { readonly transits: readonly Transit[]; readonly attached: ReadonlySet<string> } {
  const attachments = readAttachments(reader);
  const tables = new TransitTables(reader, attachments);
  const filtered = new Set(attachments.filter((one) => isFiltered(one, isOpen, reader)));
  for (const { id } of filtered) reader.collector.addUnknown(id, NOT_JUDGED);
  const transits: Transit[] = [];
  for (const one of attachments) {
    for (const other of attachments) {
      if (one.vpc === other.vpc) continue;
      const transit = between(one, other, tables, reader);
      if (transit === undefined) continue;
      const passes = !filtered.has(one) && !filtered.has(other);
      transits.push(passes ? transit : { ...transit, certain: false });
      if (!transit.certain) reader.collector.addUnknown(one.id, NOT_DETERMINED);
    }
  }
  const attached = new Set(attachments.map(({ gateway, vpc }) => `${gateway}\n${vpc}`));
  return { transits: [...transits, ...coreNetworks(reader)], attached };
}

/** Whether a network ACL stands before one of the attachment's own interfaces and may stop packets there. */
function isFiltered(
  { resource }: Attachment,
  isOpen: (subnet: string) => boolean,
  { index }: NetworkReader,
): boolean {
  return listOf(resource.values.get("subnet_ids"))
    .flatMap(alternatives)
    .some((value) => {
      const subnet = index.identify(value);
      return subnet?.resource !== undefined && !isOpen(subnet.id);
    });
}

function readAttachments(reader: NetworkReader): Attachment[] {
  return reader.index.managed("aws_ec2_transit_gateway_vpc_attachment").map((resource) => {
    const gateway = reader.index.identify(resource.values.get("transit_gateway_id"));
    return {
      id: resource.id,
      vpc: reader.vpcs.idOf(resource.values.get("vpc_id"), providerOf(resource)),
      gateway: gateway?.certain === true ? gateway.id : null,
      resource,
    };
  });
}

function between(
  one: Attachment,
  other: Attachment,
  tables: TransitTables,
  reader: NetworkReader,
): Transit | undefined {
  const ends = { from: one.vpc, to: other.vpc };
  const references = referencing(one, other, reader);
  const perhaps = { ingress: references.ingress === "no" ? "no" : "unknown", egress: "no" } as const;
  const open = { ...ends, out: null, back: null, certain: false, references: perhaps };
  if (one.gateway === null || other.gateway === null) return { ...open, gateway: null };
  if (one.gateway !== other.gateway) return arePeered(reader) ? { ...open, gateway: one.gateway } : undefined;
  if ([one, other].some(({ resource }) => resource.repetition !== undefined))
    return { ...open, gateway: one.gateway };
  const out = tables.leads(one, other);
  const back = tables.leads(other, one);
  if (out === null || back === null) return { ...open, gateway: one.gateway };
  // Where it leads one way alone, another connection may lead back.
  if (out.isEmpty && back.isEmpty) return undefined;
  return { ...ends, gateway: one.gateway, out, back, certain: true, references };
}

/** Two gateways may be peered; which ones, and with what routes, is not followed. */
function arePeered({ index }: NetworkReader): boolean {
  return index.ofType("aws_ec2_transit_gateway_peering_attachment").length > 0;
}

/**
 * Both the gateway and the two attachments must carry references, those of ingress rules alone; the gateway does not by
 * default.
 */
function referencing(
  one: Attachment,
  other: Attachment,
  { index }: NetworkReader,
): { readonly ingress: Knowledge; readonly egress: "no" } {
  const gateway = index.resources.get(one.gateway ?? "");
  const settings = [
    { resource: gateway, absent: "disable" },
    { resource: one.resource, absent: "enable" },
    { resource: other.resource, absent: "enable" },
  ].map(({ resource, absent }): Knowledge => {
    const value = resource?.values.get("security_group_referencing_support");
    if (value instanceof Unresolved) return "unknown";
    return (textOf(value) ?? absent) === "enable" ? "yes" : "no";
  });
  const ingress = settings.includes("no") ? "no" : settings.includes("unknown") ? "unknown" : "yes";
  return { ingress, egress: "no" };
}

/** Route tables of the transit gateways of the input. */
class TransitTables {
  readonly #reader: NetworkReader;
  readonly #tables = new Map<string, TransitTable>();
  readonly #associated = new Map<string, string | null>();
  /** A route, association or propagation names a table or an attachment that is not known. */
  readonly #isOpen: boolean;

  constructor(reader: NetworkReader, attachments: readonly Attachment[]) {
    this.#reader = reader;
    const byId = new Map(attachments.map((attachment) => [attachment.id, attachment]));
    for (const attachment of attachments) {
      const { gateway, resource } = attachment;
      const associates = this.#usesDefault(resource, gateway, "association");
      if (associates !== "no")
        this.#associated.set(attachment.id, associates === "yes" ? defaultTable(gateway) : null);
      const propagates = this.#usesDefault(resource, gateway, "propagation");
      if (propagates === "yes") this.#propagate(attachment, defaultTable(gateway));
      if (propagates === "unknown") this.#tableAt(defaultTable(gateway)).complete = false;
    }
    let isOpen = false;
    const eachOf = (
      type: string,
      act: (resource: Resource, table: string, attachment: Attachment | undefined) => void,
    ): void => {
      for (const resource of reader.index.managed(type)) {
        const table = this.#tableOf(resource);
        const named = reader.index.identify(resource.values.get("transit_gateway_attachment_id"));
        if (table === undefined || named?.certain === false || resource.repetition !== undefined)
          isOpen = true;
        if (table !== undefined) act(resource, table, byId.get(named?.id ?? ""));
      }
    };
    eachOf("aws_ec2_transit_gateway_route_table_association", (_, table, attachment) => {
      if (attachment !== undefined) this.#associated.set(attachment.id, table);
    });
    eachOf("aws_ec2_transit_gateway_route_table_propagation", (_, table, attachment) => {
      if (attachment === undefined) this.#tableAt(table).complete = false;
      else this.#propagate(attachment, table);
    });
    eachOf("aws_ec2_transit_gateway_route", (resource, table, attachment) =>
      this.#addStatic(resource, table, attachment),
    );
    eachOf("aws_ec2_transit_gateway_prefix_list_reference", (_, table) => {
      this.#tableAt(table).complete = false;
    });
    for (const type of [
      "aws_ec2_transit_gateway_default_route_table_association",
      "aws_ec2_transit_gateway_default_route_table_propagation",
    ])
      if (reader.index.managed(type).length > 0) isOpen = true;
    this.#isOpen = isOpen;
  }

  /** The addresses of the other VPC that the gateway leads there; null where the input does not determine it. */
  leads(from: Attachment, to: Attachment): AddressSet | null {
    const gateway = this.#reader.index.resources.get(from.gateway ?? "");
    const id = this.#associated.get(from.id);
    if (this.#isOpen || gateway?.mode !== "managed" || id === undefined || id === null) return null;
    const table = this.#tables.get(id);
    if (table === undefined) return AddressSet.EMPTY;
    if (!table.complete) return null;
    let led = AddressSet.EMPTY;
    // From the shortest prefix to the longest; of equal ones the static route counts.
    const routes = [...table.routes].sort(
      (a, b) => a.cidr.prefixLength - b.cidr.prefixLength || Number(a.isStatic) - Number(b.isStatic),
    );
    for (const { cidr, attachment } of routes) {
      const addresses = AddressSet.fromCidrs([cidr]);
      led = attachment === to.id ? led.union(addresses) : led.difference(addresses);
    }
    // What no host of the other VPC has, no route makes one of its addresses.
    const vpc = this.#reader.vpcs.all.get(to.vpc);
    led = new AddressSet(
      led.ipv4.intersection((vpc?.ipv4 ?? AddressSet.ALL_IPV4).ipv4),
      led.ipv6.intersection((vpc?.ipv6 ?? AddressSet.ALL_IPV6).ipv6),
    );
    const six = allOf(...[from, to].map(({ resource }) => carriesIpv6(resource)));
    if (six === "yes" || led.ipv6.isEmpty) return led;
    return six === "unknown" ? null : new AddressSet(led.ipv4, AddressSet.EMPTY.ipv6);
  }

  #usesDefault(resource: Resource, gateway: string | null, what: "association" | "propagation"): Knowledge {
    const own = flag(resource.values.get(`transit_gateway_default_route_table_${what}`), "yes");
    const ofGateway = this.#reader.index.resources
      .get(gateway ?? "")
      ?.values.get(`default_route_table_${what}`);
    const isOpen = ofGateway !== undefined && !isKnown(ofGateway);
    return allOf(own, isOpen ? "unknown" : textOf(ofGateway) === "disable" ? "no" : "yes");
  }

  #tableOf({ values }: Resource): string | undefined {
    const named = this.#reader.index.identify(values.get("transit_gateway_route_table_id"));
    if (named === undefined || !named.certain) return undefined;
    const [, gateway] = /^(.*)\.(?:association|propagation)_default_route_table_id$/.exec(named.id) ?? [];
    return gateway === undefined ? named.id : defaultTable(gateway);
  }

  #tableAt(id: string): TransitTable {
    const table = this.#tables.get(id) ?? { routes: [], complete: true };
    this.#tables.set(id, table);
    return table;
  }

  #propagate(attachment: Attachment, id: string): void {
    const table = this.#tableAt(id);
    const vpc: Vpc | undefined = this.#reader.vpcs.all.get(attachment.vpc);
    const isPerhaps = attachment.resource.repetition !== undefined;
    if (vpc === undefined || vpc.ipv4 === null || vpc.ipv6 === null || isPerhaps) table.complete = false;
    for (const blocks of [vpc?.ipv4, vpc?.ipv6]) {
      for (const cidr of blocks?.toCidrs() ?? [])
        table.routes.push({ cidr, attachment: attachment.id, isStatic: false });
    }
  }

  #addStatic(resource: Resource, id: string, attachment: Attachment | undefined): void {
    const { values, where } = resource;
    const table = this.#tableAt(id);
    const read = readCidr(
      values.get("destination_cidr_block"),
      "either",
      `${where}/destination_cidr_block`,
      this.#reader.collector,
    );
    if (read.kind !== "cidr") table.complete = false;
    else table.routes.push({ cidr: read.cidr, attachment: attachment?.id ?? null, isStatic: true });
    if (values.get("blackhole") instanceof Unresolved) table.complete = false;
  }
}

/** Source: AWS provider, aws_ec2_transit_gateway_vpc_attachment, ipv6_support ("disable" by default). */
function carriesIpv6({ values }: Resource): Knowledge {
  const stated = values.get("ipv6_support");
  if (stated instanceof Unresolved) return "unknown";
  return textOf(stated) === "enable" ? "yes" : "no";
}

function defaultTable(gateway: string | null): string {
  return `default table of ${gateway}`;
}

/** VPCs at one core network, or perhaps at one: its policy decides, and it is not read. */
function coreNetworks(reader: NetworkReader): Transit[] {
  const attachments = reader.index.managed("aws_networkmanager_vpc_attachment").map((resource) => {
    const vpc = reader.index.identify(resource.values.get("vpc_arn"));
    return { id: resource.id, vpc: vpc?.certain === true ? vpc.id : undefined };
  });
  const known = attachments.filter(({ vpc }) => vpc !== undefined && reader.vpcs.all.has(vpc));
  for (const { id } of attachments)
    reader.collector.addUnknown(
      id,
      "the policy of its core network is not read, so paths over it are only possible",
    );
  return known.flatMap(({ vpc: from = "" }) =>
    known.flatMap(({ vpc: to = "" }) =>
      from === to
        ? []
        : [
            {
              from,
              to,
              gateway: null,
              out: null,
              back: null,
              certain: false,
              references: { ingress: "unknown", egress: "unknown" } as const,
            },
          ],
    ),
  );
}
