import { append } from "../../json/append.js";
import type { Knowledge } from "../../terraform/knowledge.js";
import type { Resource } from "../../terraform/resource.js";
import {
  isKnown,
  isList,
  numberOf,
  Reference,
  textOf,
  Unresolved,
  type Value,
} from "../../terraform/value.js";
import type { Subnet, Workload } from "../model.js";
import { attachedGroups } from "./attachments.js";
import { atPath } from "./attribute-path.js";
import { readAddresses } from "./cidrs.js";
import { displayName } from "./display-name.js";
import { clusterGroup, EKS_CLUSTER, isClusterMember } from "./eks.js";
import { withElasticIp } from "./elastic-ips.js";
import { flag } from "./flag.js";
import { withLaunchTemplate } from "./launch-templates.js";
import type { NetworkReader } from "./network-reader.js";
import { type Placement, readPlacement, SCALED } from "./placements.js";
import { providerOf, type SecurityGroupRegister } from "./security-groups.js";
import { whichOf } from "./which-of.js";
import { WORKLOAD_TABLE, type WorkloadRow } from "./workload-table.js";

/** What reading workloads needs. */
export interface WorkloadReader extends NetworkReader {
  readonly groups: SecurityGroupRegister;
  readonly subnets: ReadonlyMap<string, Subnet>;
}

/** Every resource of the workload table that has an interface in a VPC. */
export function readWorkloads(reader: WorkloadReader): ReadonlyMap<string, Workload> {
  const attached = attachedGroups(reader);
  const elastic = withElasticIp(reader);
  const workloads = new Map<string, Workload>();
  for (const row of WORKLOAD_TABLE) {
    for (const written of reader.index.managed(row.type)) {
      const resource = withLaunchTemplate(written, reader.index);
      const workload = readWorkload(resource, row, attached.get(resource.id) ?? [], elastic, reader);
      if (workload !== undefined && !workloads.has(workload.id)) workloads.set(workload.id, workload);
    }
  }
  return workloads;
}

function readWorkload(
  resource: Resource,
  row: WorkloadRow,
  attached: readonly Value[],
  elastic: ReadonlySet<string>,
  reader: WorkloadReader,
): Workload | undefined {
  const { values, id, type } = resource;
  // Its interfaces are network-interface resources of their own.
  if (type === "aws_instance" && atPath(values, "network_interface.network_interface_id").values.length > 0)
    return undefined;
  const placement = readPlacement(resource, row, reader);
  const written = row.groups.map((path) => atPath(values, path));
  const made = madeGroups(resource, written.flatMap((part) => part.values).length > 0, reader);
  const named = [...written.flatMap((part) => part.values), ...attached, ...(made ?? [])];
  const bounded = named.filter((value) => value instanceof Unresolved && value.candidates.length > 0);
  const stated = named.filter((value) => !bounded.includes(value));
  const incomplete =
    written.some((part) => part.incomplete) ||
    stated.some((value) => !isIdentifier(value)) ||
    made === undefined;
  const groups = groupIds(stated, resource, reader);
  const perhaps = perhapsGroups(bounded, groups, resource, reader);
  if (isGatewayEndpoint(resource) && groups.length === 0 && !incomplete) return undefined;
  if (groups.length === 0 && perhaps.length === 0 && !incomplete) {
    if (isUnfiltered(resource)) {
      const why = "a network load balancer without security groups passes its clients' packets on unfiltered";
      reader.collector.addUnknown(id, why);
      return undefined;
    }
    const isPlaced = placement.subnets.length > 0 || placement.incomplete;
    if (!isPlaced && row.defaultGroup !== "always") return undefined;
    if (row.defaultGroup === undefined)
      reader.collector.addUnknown(
        id,
        "it names no security group, and which one it then carries is not known",
      );
    else groups.push(reader.groups.defaultOf(vpcOf(resource, placement, [], reader)));
  }
  if (incomplete) reader.collector.addUnknown(id, "some of its security groups are not known");
  else if (perhaps.length > 0) reader.collector.addUnknown(id, whichOf(perhaps, "it carries"));
  if (resource.repetition !== undefined) reader.collector.addUnknown(id, resource.repetition);
  const vpc = vpcOf(resource, placement, [...groups, ...perhaps], reader, incomplete);
  // A list of groups that may turn out empty leaves the interface with the default one.
  if (perhaps.length > 0 && groups.length === 0 && row.defaultGroup !== undefined)
    append(
      perhaps,
      defaultGroupsOf(vpc, reader).filter((id) => !perhaps.includes(id)),
    );
  const subnets = placement.incomplete ? [] : placement.subnets;
  return {
    id,
    name: displayName(resource),
    type,
    groups,
    ...(perhaps.length === 0 ? {} : { perhapsGroups: perhaps }),
    groupsComplete: !incomplete && groups.length + perhaps.length > 0,
    vpc,
    subnets,
    addresses: statedAddresses(resource, row),
    publicIpv4: publicIpv4(resource, row, subnets, elastic, reader),
    hasIpv6: hasIpv6(resource, subnets, vpc, reader),
    ...(resource.constructPath === undefined ? {} : { constructPath: resource.constructPath }),
  };
}

/** The groups that values with candidates may name, besides those that are certain. */
function perhapsGroups(
  bounded: readonly Value[],
  groups: readonly string[],
  resource: Resource,
  reader: WorkloadReader,
): string[] {
  const candidates = bounded.flatMap((value) => (value instanceof Unresolved ? value.candidates : []));
  return groupIds(candidates, resource, reader).filter((group) => !groups.includes(group));
}

/** A value that names one thing or nothing; an expression that stays open may stand for a whole list. */
function isIdentifier(value: Value): boolean {
  return !isList(value) && !(value instanceof Unresolved);
}

function groupIds(values: readonly Value[], resource: Resource, reader: WorkloadReader): string[] {
  const ids = values
    .filter(isIdentifier)
    .map((value) => reader.groups.idOf(value, providerOf(resource)))
    .filter((id) => id !== undefined);
  return [...new Set(ids)];
}

function isUnfiltered(resource: Resource): boolean {
  const kind = textOf(resource.values.get("load_balancer_type"));
  return (
    (resource.type === "aws_lb" || resource.type === "aws_alb") && (kind === "network" || kind === "gateway")
  );
}

/** Groups that EKS makes and attaches by itself; undefined where the input does not determine them. */
function madeGroups(
  resource: Resource,
  namesOwn: boolean,
  { index }: WorkloadReader,
): readonly Value[] | undefined {
  if (resource.type !== EKS_CLUSTER && !isClusterMember(resource)) return [];
  // With a key for remote access EKS makes one more group, with its own rules.
  if (atPath(resource.values, "remote_access.ec2_ssh_key").values.some((key) => key !== null))
    return undefined;
  if (isClusterMember(resource) && namesOwn) return [];
  const group = clusterGroup(resource, index);
  return group === undefined ? undefined : [group];
}

/** Endpoints of gateways, and those of Gateway Load Balancers, carry no group. */
function isGatewayEndpoint({ type, values }: Resource): boolean {
  const kind = values.get("vpc_endpoint_type");
  return type === "aws_vpc_endpoint" && !(kind instanceof Unresolved) && textOf(kind) !== "Interface";
}

function vpcOf(
  resource: Resource,
  placement: Placement,
  groups: readonly string[],
  reader: WorkloadReader,
  hasUnknownGroup = false,
): string {
  const bySubnet = placement.subnets
    .map((id) => reader.subnets.get(id)?.vpc)
    .find((vpc) => vpc !== undefined);
  // All groups of an interface belong to its VPC, so candidates of different VPCs say nothing.
  const vpcs = new Set(groups.map((id) => reader.groups.all.get(id)?.vpc));
  const byGroup = vpcs.size === 1 ? [...vpcs][0] : undefined;
  if (bySubnet !== undefined || byGroup !== undefined) return (bySubnet ?? byGroup) as string;
  // Only an instance goes to the default VPC; a template's instances go where whoever starts them says.
  const isElsewhere = vpcs.size > 1 || (hasUnknownGroup && SCALED.has(resource.type));
  return placement.incomplete || isElsewhere
    ? reader.vpcs.unidentified(`VPC of ${resource.id}`)
    : reader.vpcs.idOf(resource.values.get("vpc_id"), providerOf(resource));
}

/** The default groups that an interface may carry: that of its VPC, or of each VPC that it may be in. */
function defaultGroupsOf(vpc: string, { vpcs, groups }: WorkloadReader): string[] {
  if (vpcs.all.get(vpc)?.identified !== false) return [groups.defaultOf(vpc)];
  return [...vpcs.all.values()].filter(({ identified }) => identified).map(({ id }) => groups.defaultOf(id));
}

function statedAddresses(resource: Resource, row: WorkloadRow): Workload["addresses"] {
  const stated = (row.addresses ?? []).flatMap((path) => atPath(resource.values, path).values);
  const known = stated.filter((value) => isKnown(value) && value !== null && value !== "");
  if (known.length === 0 || known.length < stated.filter((value) => value !== null && value !== "").length)
    return null;
  const addresses = readAddresses(known);
  return addresses?.isEmpty === false ? addresses : null;
}

function publicIpv4(
  resource: Resource,
  { publicBy }: WorkloadRow,
  subnets: readonly string[],
  elastic: ReadonlySet<string>,
  reader: WorkloadReader,
): Knowledge {
  if (elastic.has(resource.id)) return "yes";
  const members = publicMembers(resource, reader);
  if (members !== undefined) return members;
  if (isFargateBatch(resource)) return "unknown";
  if (publicBy === undefined) return "no";
  if (publicBy.attribute === null) {
    if (publicBy.absent === "subnet") return mappedBySubnets(subnets, reader);
    return publicBy.elasticIps === undefined ? "no" : listsAny(resource, publicBy.elasticIps);
  }
  const value = atPath(resource.values, publicBy.attribute).values[0];
  const absent = publicBy.absent === "subnet" ? mappedBySubnets(subnets, reader) : publicBy.absent;
  const answer = flag(value, publicBy.inverted ? opposite(absent) : absent);
  return publicBy.inverted ? opposite(answer) : answer;
}

/** The job definition, not the compute environment, says whether a task of Fargate has a public address. */
function isFargateBatch({ type, values }: Resource): boolean {
  const kind = atPath(values, "compute_resources.type").values[0];
  return type === "aws_batch_compute_environment" && textOf(kind)?.startsWith("FARGATE") === true;
}

function listsAny({ values }: Resource, path: string): Knowledge {
  const listed = atPath(values, path);
  if (listed.values.some((value) => value instanceof Unresolved)) return "unknown";
  return listed.values.length > 0 ? "yes" : listed.incomplete ? "unknown" : "no";
}

/** Clusters whose instances, resources of their own, decide about public addresses. */
const MEMBER_TYPES: Readonly<Record<string, string>> = {
  aws_rds_cluster: "aws_rds_cluster_instance",
  aws_neptune_cluster: "aws_neptune_cluster_instance",
};

function publicMembers({ id, type, values }: Resource, { index }: WorkloadReader): Knowledge | undefined {
  const memberType = MEMBER_TYPES[type];
  if (memberType === undefined) return undefined;
  const own = new Set([id, textOf(values.get("cluster_identifier")), textOf(values.get("id"))]);
  const answers = index
    .managed(memberType)
    .filter((member) => {
      const cluster = member.values.get("cluster_identifier");
      return cluster instanceof Reference ? cluster.resource === id : own.has(textOf(cluster));
    })
    .map((member) => flag(member.values.get("publicly_accessible"), "no"));
  return answers.includes("yes") ? "yes" : answers.includes("unknown") ? "unknown" : "no";
}

function opposite(answer: Knowledge): Knowledge {
  return answer === "unknown" ? "unknown" : answer === "yes" ? "no" : "yes";
}

function mappedBySubnets(subnets: readonly string[], reader: WorkloadReader): Knowledge {
  const answers = new Set(subnets.map((id) => reader.subnets.get(id)?.mapsPublicIpv4 ?? "unknown"));
  const [only] = answers;
  return answers.size === 1 && only !== undefined ? only : "unknown";
}

/** Types whose interfaces have IPv4 alone unless an argument asks for dual stack. */
const IPV4_BY_DEFAULT =
  /^aws_(?:lb|alb|elb|vpc_endpoint|db_instance|rds_cluster|elasticache_\w+|lambda_function|opensearch_domain)$/;

/** Instances and interfaces get an IPv6 address from their subnet or not at all. */
const BY_SUBNET = /^aws_(?:instance|spot_instance_request|network_interface|launch_template)$/;

/** Whether its interfaces have an IPv6 address: asked for, given by the subnet, or perhaps. */
function hasIpv6(
  resource: Resource,
  subnets: readonly string[],
  vpc: string,
  reader: WorkloadReader,
): Knowledge {
  const { values, type } = resource;
  const stated = ["ipv6_addresses", "ipv6_address_list", "ipv6_address"].some(
    (path) => atPath(values, path).values.length > 0,
  );
  const counts = ["ipv6_address_count", "network_interfaces.ipv6_address_count"];
  if (stated || counts.some((path) => (numberOf(atPath(values, path).values[0]) ?? 0) > 0)) return "yes";
  const dualStack = flag(atPath(values, "vpc_config.ipv6_allowed_for_dual_stack").values[0], "no");
  const kind = textOf(values.get("ip_address_type")) ?? textOf(values.get("network_type")) ?? "";
  if (kind === "" && dualStack === "no" && IPV4_BY_DEFAULT.test(type)) return "no";
  const known = subnets.map((id) => reader.subnets.get(id)).filter((subnet) => subnet !== undefined);
  if (kind !== "" || dualStack === "yes")
    return /dual|ipv6/i.test(kind) || dualStack === "yes" ? "yes" : "no";
  if (known.length === 0) return reader.vpcs.all.get(vpc)?.hasIpv6 === "no" ? "no" : "unknown";
  if (known.every((subnet) => subnet.hasIpv6 === "no")) return "no";
  if (known.every((subnet) => subnet.assignsIpv6 === "yes")) return "yes";
  return BY_SUBNET.test(type) && known.every((subnet) => subnet.assignsIpv6 === "no") ? "no" : "unknown";
}
