import { append } from "../../json/append.js";
import type { AddressFamily } from "../../network/address.js";
import { AddressSet } from "../../network/address-set.js";
import { hasIcmpTypes, parseProtocol } from "../../network/protocol.js";
import { ALL_TRAFFIC, type TrafficSet } from "../../network/traffic.js";
import type { Resource } from "../../terraform/resource.js";
import {
  type Block,
  booleanOf,
  isBlock,
  isKnown,
  listOf,
  numberOf,
  textOf,
  type Value,
} from "../../terraform/value.js";
import type { NetworkAcl, NetworkAclEntry } from "../model.js";
import { readCidr } from "./cidrs.js";
import type { NetworkReader } from "./network-reader.js";
import { readPermission } from "./permission.js";
import { providerOf } from "./security-groups.js";

/** Network ACLs by id, and which subnets and VPCs they apply to. */
export interface NetworkAcls {
  readonly all: ReadonlyMap<string, NetworkAcl>;
  readonly ofSubnet: ReadonlyMap<string, string | null>;
  /** The adopted default ACL of a VPC. */
  readonly defaultOf: ReadonlyMap<string, string>;
  /** Entries of which it is not known which ACL they belong to: any may have more than it shows. */
  readonly isAnyFiltered: boolean;
  /** Entries of ACLs outside the input: they filter subnets whose ACL the input does not show. */
  readonly isOutsideFiltered: boolean;
  /** Whether subnets of the VPC may have another ACL than they seem to. */
  isDoubtful(vpc: string): boolean;
}

/**
 * The network ACLs of the input, with inline and standalone entries.
 *
 * Source: VPC guide, "Network ACL rules"; AWS provider, aws_network_acl, aws_default_network_acl,
 * aws_network_acl_rule, aws_network_acl_association.
 */
export function readNetworkAcls(reader: NetworkReader): NetworkAcls {
  const { index, collector } = reader;
  const all = new Map<string, ReadAcl>();
  /** The same ACL under the VPC's name for it. */
  const sameAs = new Map<string, string>();
  const ofSubnet = new Map<string, string | null>();
  const defaultOf = new Map<string, string>();
  /** VPCs of which some subnet, it is not known which, has another ACL than it seems. */
  const doubtful = new Set<string>();
  /** Where it is not known which VPC the ACL is of, in any. */
  const doubt = (vpc: string): void => {
    doubtful.add(reader.vpcs.all.get(vpc)?.identified === false ? "" : vpc);
  };
  let isOutsideFiltered = false;
  let isAnyFiltered = false;
  for (const resource of [...index.managed("aws_network_acl"), ...index.managed("aws_default_network_acl")]) {
    const isDefault = resource.type === "aws_default_network_acl";
    const vpc = vpcOf(resource, isDefault, reader);
    const acl = { vpc, entries: [] as NetworkAclEntry[], complete: resource.repetition === undefined };
    for (const direction of ["ingress", "egress"] as const) {
      for (const [position, block] of listOf(resource.values.get(direction)).entries()) {
        const where = `${resource.where}/${direction}/${position}`;
        const id = `${resource.id}.${direction}[${position}]`;
        const entry = isBlock(block)
          ? readEntry(inlineEntry(block, direction), id, where, reader)
          : undefined;
        if (entry === undefined) acl.complete = false;
        else append(acl.entries, entry);
      }
    }
    all.set(resource.id, acl);
    if (isDefault) {
      defaultOf.set(vpc, resource.id);
      const adopted = index.identify(resource.values.get("default_network_acl_id"));
      if (adopted !== undefined) sameAs.set(adopted.id, resource.id);
      sameAs.set(`${vpc}${DEFAULT_ACL}`, resource.id);
    }
    for (const value of listOf(resource.values.get("subnet_ids"))) {
      const subnet = index.identify(value);
      if (subnet?.certain === false) {
        collector.addUnknown(resource.id, `the subnet ${subnet.id} that it filters is not known`);
        doubt(vpc);
      } else if (subnet !== undefined) ofSubnet.set(subnet.id, resource.id);
    }
  }
  const aclOf = (id: string): ReadAcl | undefined =>
    all.get(sameAs.get(id) ?? id) ?? defaultAcl(id, all, reader);
  for (const resource of index.managed("aws_network_acl_rule")) {
    const identity = index.identify(resource.values.get("network_acl_id"));
    const acl = aclOf(identity?.id ?? "");
    if (acl === undefined) {
      collector.addUnknown(
        resource.id,
        `the network ACL ${identity?.id} that it is an entry of is not known`,
      );
      // An ACL outside the input filters subnets whose ACL the input does not show; an expression may mean any ACL.
      if (identity?.certain === true) isOutsideFiltered = true;
      else isAnyFiltered = true;
      continue;
    }
    const entry = readEntry(standaloneEntry(resource.values), resource.id, resource.where, reader);
    if (entry === undefined || resource.repetition !== undefined) acl.complete = false;
    else append(acl.entries, entry);
  }
  for (const { id, values, repetition } of index.managed("aws_network_acl_association")) {
    const identity = index.identify(values.get("network_acl_id"));
    const named = identity?.id ?? "";
    const acl = sameAs.get(named) ?? named;
    const filtered = index.identify(values.get("subnet_id"));
    if (filtered?.certain === false) {
      collector.addUnknown(id, `the subnet ${filtered.id} that it filters is not known`);
      doubt(all.get(acl)?.vpc ?? "");
      continue;
    }
    const isKnown = aclOf(acl) !== undefined;
    if (!isKnown && identity?.certain !== true)
      collector.addUnknown(id, `the network ACL ${named} that filters the subnet is not known`);
    if (repetition !== undefined) collector.addUnknown(id, repetition);
    const isOpen = repetition !== undefined || (!isKnown && identity?.certain !== true);
    ofSubnet.set(filtered?.id ?? "", isOpen ? UNKNOWN_ACL : isKnown ? acl : null);
  }
  for (const [id, acl] of all) {
    if (!acl.complete && !isAnyFiltered) collector.addUnknown(id, "entries of the network ACL are not known");
  }
  if (isAnyFiltered) for (const acl of all.values()) acl.complete = false;
  const sorted = [...all].map(([id, { vpc, entries, complete }]): readonly [string, NetworkAcl] => [
    id,
    { id, vpc, complete, entries: [...entries].sort((a, b) => a.number - b.number) },
  ]);
  const isDoubtful = (vpc: string): boolean => isAnyFiltered || doubtful.has(vpc) || doubtful.has("");
  // Whatever it may hold is not known, so it passes and denies perhaps anything.
  sorted.push([UNKNOWN_ACL, { id: UNKNOWN_ACL, vpc: "", entries: [], complete: false }]);
  return { all: new Map(sorted), ofSubnet, defaultOf, isAnyFiltered, isOutsideFiltered, isDoubtful };
}

/** Whether the ACL passes everything of the IP versions: entries that allow, and one of each that allows all. */
export function passesEverything(acl: NetworkAcl, families: readonly AddressFamily[]): boolean {
  if (!acl.complete) return false;
  return (["ingress", "egress"] as const).every((direction) =>
    families.every((family) => {
      const own = acl.entries.filter(
        (entry) => entry.direction === direction && entry.cidr.family === family,
      );
      const all = own.findIndex(
        ({ allow, cidr, traffic }) => allow && cidr.prefixLength === 0 && traffic.covers(ALL_TRAFFIC),
      );
      return all >= 0 && own.slice(0, all).every(({ allow }) => allow);
    }),
  );
}

/** The ACL of a subnet of which it is not known which ACL filters it. */
export const UNKNOWN_ACL = "(unknown network ACL)";

/** What a VPC calls its default ACL. */
const DEFAULT_ACL = ".default_network_acl_id";

interface ReadAcl {
  readonly vpc: string;
  readonly entries: NetworkAclEntry[];
  complete: boolean;
}

/**
 * The default ACL of a VPC that the input creates, as AWS makes it: entry 100 passes all of IPv4, 101 all of IPv6.
 *
 * Source: VPC guide, "Default network ACL".
 */
function defaultAcl(id: string, all: Map<string, ReadAcl>, { index }: NetworkReader): ReadAcl | undefined {
  const vpc = id.endsWith(DEFAULT_ACL) ? id.slice(0, -DEFAULT_ACL.length) : undefined;
  const resource = index.resources.get(vpc ?? "");
  if (vpc === undefined || resource?.mode !== "managed" || resource.type !== "aws_vpc") return undefined;
  const entries = AddressSet.ALL.toCidrs().flatMap((cidr) =>
    (["ingress", "egress"] as const).map((direction): NetworkAclEntry => {
      const number = cidr.family === "ipv4" ? 100 : 101;
      return {
        direction,
        number,
        allow: true,
        traffic: ALL_TRAFFIC,
        cidr,
        id: `${id}.${direction}[${number}]`,
      };
    }),
  );
  const acl: ReadAcl = { vpc, entries, complete: true };
  all.set(id, acl);
  return acl;
}

function vpcOf(resource: Resource, isDefault: boolean, reader: NetworkReader): string {
  const { values } = resource;
  const suffix = ".default_network_acl_id";
  const adopted = isDefault ? reader.index.identify(values.get("default_network_acl_id"))?.id : undefined;
  if (adopted?.endsWith(suffix)) return adopted.slice(0, -suffix.length);
  return reader.vpcs.idOf(values.get("vpc_id"), providerOf(resource));
}

/** The parts of an entry, whichever resource writes it. */
interface WrittenEntry {
  readonly direction: "ingress" | "egress" | undefined;
  readonly number: Value | undefined;
  readonly action: Value | undefined;
  readonly values: Block;
}

function inlineEntry(values: Block, direction: "ingress" | "egress"): WrittenEntry {
  return { direction, number: values.get("rule_no"), action: values.get("action"), values };
}

function standaloneEntry(values: Block): WrittenEntry {
  const egress = values.get("egress");
  const known = egress === undefined || egress === null ? false : booleanOf(egress);
  const direction = known === undefined ? undefined : known ? "egress" : "ingress";
  return { direction, number: values.get("rule_number"), action: values.get("rule_action"), values };
}

/** One entry for each IP version that it states; undefined where a part is not known. */
function readEntry(
  written: WrittenEntry,
  id: string,
  where: string,
  reader: NetworkReader,
): NetworkAclEntry[] | undefined {
  const { direction, values } = written;
  const number = numberOf(written.number);
  const action = textOf(written.action)?.toLowerCase();
  const traffic = readTraffic(values, where, reader);
  if (direction === undefined || number === undefined || action === undefined || traffic === undefined)
    return undefined;
  const entries: NetworkAclEntry[] = [];
  for (const [name, family] of [
    ["cidr_block", "ipv4"],
    ["ipv6_cidr_block", "ipv6"],
  ] as const) {
    const read = readCidr(values.get(name), family, `${where}/${name}`, reader.collector);
    if (read.kind === "open") return undefined;
    if (read.kind === "cidr")
      entries.push({ direction, number, allow: action === "allow", traffic, cidr: read.cidr, id });
  }
  return entries;
}

/** The traffic of an entry: ICMP has its type and code in attributes of their own; tcp and udp without ports mean all. */
function readTraffic(values: Block, where: string, reader: NetworkReader): TrafficSet | undefined {
  const written = values.get("protocol");
  if (!isKnown(written) || written === null) return undefined;
  const protocol = parseProtocol(textOf(written) ?? "");
  if (protocol.ok && protocol.value === "all") return ALL_TRAFFIC;
  const isIcmp = protocol.ok && hasIcmpTypes(protocol.value);
  const [from, to] = isIcmp
    ? [values.get("icmp_type") ?? -1, values.get("icmp_code") ?? -1]
    : [values.get("from_port") ?? 0, values.get("to_port") ?? 65535];
  const read = readPermission(written, from, to, where, reader.collector);
  return read.known ? read.traffic : undefined;
}
