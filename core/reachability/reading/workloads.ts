import { append } from "../../json/append.js";
import type { Knowledge } from "../../terraform/knowledge.js";
import type { Resource } from "../../terraform/resource.js";
import {
  isKnown,
  isList,
  mayBeNone,
  Reference,
  textOf,
  Unresolved,
  type Value,
} from "../../terraform/value.js";
import type { OpenArgument, Subnet, Workload } from "../model.js";
import { type AttachedGroups, attachedGroups } from "./attachments.js";
import { atPath, writtenAt } from "./attribute-path.js";
import { displayName } from "./display-name.js";
import { clusterGroup, EKS_CLUSTER, isClusterMember } from "./eks.js";
import { type ElasticIps, readElasticIps } from "./elastic-ips.js";
import { flag } from "./flag.js";
import { ipv6Presence, openIpv6Arguments } from "./ipv6-presence.js";
import { withLaunchTemplate } from "./launch-templates.js";
import type { NetworkReader } from "./network-reader.js";
import { openArgument, openArguments, openFlags } from "./open-arguments.js";
import { type Placement, readPlacement, SCALED } from "./placements.js";
import { namedInterfaces, namesOnlyKnownInterfaces, statesGroups } from "./primary-interfaces.js";
import type { ResourceIndex } from "./resource-index.js";
import type { RouteTables } from "./route-tables.js";
import { providerOf, type SecurityGroupRegister } from "./security-groups.js";
import { type SharedValues, sharedValues } from "./shared-values.js";
import { statedAddresses } from "./stated-addresses.js";
import { unknownPlace } from "./unknown-places.js";
import { whichOf } from "./which-of.js";
import { WORKLOAD_TABLE, type WorkloadRow } from "./workload-table.js";

/** What reading workloads needs. */
export interface WorkloadReader extends NetworkReader {
  readonly groups: SecurityGroupRegister;
  /** Those of the input; places that are not known are added to them. */
  readonly subnets: Map<string, Subnet>;
  readonly tables: RouteTables;
}

/** What separate resources add to workloads. */
interface Added {
  readonly groups: AttachedGroups;
  readonly elastic: ElasticIps;
}

/** Every resource of the workload table that has an interface in a VPC. */
export function readWorkloads(reader: WorkloadReader): ReadonlyMap<string, Workload> {
  const added = { groups: attachedGroups(reader), elastic: readElasticIps(reader) };
  const workloads = new Map<string, Workload>();
  for (const row of WORKLOAD_TABLE) {
    for (const written of reader.index.managed(row.type)) {
      const resource = withLaunchTemplate(written, reader.index);
      const workload = readWorkload(resource, row, added, reader);
      if (workload !== undefined && !workloads.has(workload.id)) workloads.set(workload.id, workload);
    }
  }
  return workloads;
}

function readWorkload(
  resource: Resource,
  row: WorkloadRow,
  added: Added,
  reader: WorkloadReader,
): Workload | undefined {
  const { values, id } = resource;
  // Its interfaces are network-interface resources of their own.
  if (namesOnlyKnownInterfaces(resource, reader.index)) return undefined;
  const isElsewhere = namedInterfaces(resource).length > 0 && !statesGroups(resource);
  const found = readPlacement(resource, row, reader);
  const placement = isElsewhere ? { ...found, incomplete: true, open: true } : found;
  const written = row.groups.map((path) => sharedValues(values, path));
  const made = madeGroups(resource, written.flatMap(namedBy).length > 0, reader);
  const named = [
    ...written.flatMap((part) => part.every),
    ...(added.groups.certain.get(id) ?? []),
    ...(made ?? []),
  ];
  const bounded = named.filter((value) => value instanceof Unresolved && value.candidates.length > 0);
  const stated = named.filter((value) => !bounded.includes(value));
  const kind = values.get("load_balancer_type");
  const isBalancer = resource.type === "aws_lb" || resource.type === "aws_alb";
  const optional = [...written.flatMap((part) => part.some), ...(added.groups.perhaps.get(id) ?? [])];
  const groups = groupIds(stated, resource, reader);
  const isPassing = isBalancer && !/^(?:application)?$/.test(textOf(kind) ?? "");
  // Without any group it passes everything, or carries one that the input does not name.
  const isPerhapsBare =
    groups.length === 0 && bounded.some(mayBeNone) && (isPassing || row.defaultGroup === undefined);
  const incomplete =
    isElsewhere ||
    isPerhapsBare ||
    written.some((part) => part.incomplete) ||
    [...stated, ...optional].some((value) => !isIdentifier(value)) ||
    made === undefined;
  const candidates = [...bounded, ...optional.filter(isIdentifier)];
  const perhaps = perhapsGroups(candidates, groups, resource, reader);
  if (isGatewayEndpoint(resource) && groups.length === 0 && !incomplete) return undefined;
  const isBare = groups.length === 0 && perhaps.length === 0 && !incomplete;
  const isUnfiltered =
    isBare && isBalancer && isKnown(kind) && /^(?:network|gateway)$/.test(textOf(kind) ?? "");
  const isDoubtful = isBare && isBalancer && kind instanceof Unresolved;
  if (isBare && !isUnfiltered && !isDoubtful) {
    const isPlaced = placement.subnets.length > 0 || placement.incomplete;
    if (!isPlaced && row.defaultGroup !== "always") return undefined;
    if (row.defaultGroup === undefined)
      reader.collector.addUnknown(
        id,
        "it names no security group, and which one it then carries is not known",
      );
    else groups.push(reader.groups.defaultOf(vpcOf(resource, placement, [], reader)));
  }
  if (isUnfiltered) reader.collector.addUnknown(id, UNFILTERED);
  else if (incomplete || isDoubtful)
    reader.collector.addUnknown(id, "some of its security groups are not known");
  else if (perhaps.length > 0) reader.collector.addUnknown(id, whichOf(perhaps, "it carries"));
  if (resource.repetition !== undefined) reader.collector.addUnknown(id, resource.repetition);
  const vpc = vpcOf(resource, placement, [...groups, ...perhaps], reader, incomplete);
  // A list of groups that may turn out empty leaves the interface with the default one; some of a list are not none.
  const given = row.groups.flatMap((path) => writtenAt(values, path));
  const mayBeEmpty = bounded.some((value) => mayBeNone(value) || !given.includes(value));
  if (mayBeEmpty && perhaps.length > 0 && groups.length === 0 && row.defaultGroup !== undefined)
    append(
      perhaps,
      defaultGroupsOf(vpc, reader).filter((id) => !perhaps.includes(id)),
    );
  for (const group of groupsOfAnybody(resource, vpc, added.groups, reader))
    if (!groups.includes(group) && !perhaps.includes(group)) perhaps.push(group);
  const subnets = placesOf(resource, placement, vpc, reader);
  const known = subnets.map((place) => reader.subnets.get(place)).filter((place) => place !== undefined);
  const isPublic = publicIpv4(resource, row, subnets, added.elastic, reader);
  const hasIpv6 = ipv6Presence(resource, known, reader.vpcs.all.get(vpc)?.hasIpv6 ?? "unknown");
  const isOpen = isPublic === "unknown" || hasIpv6 === "unknown";
  return {
    id,
    name: displayName(resource),
    type: resource.type,
    groups,
    ...(perhaps.length === 0 ? {} : { perhapsGroups: perhaps }),
    groupsComplete: !incomplete && groups.length + perhaps.length > 0,
    vpc,
    subnets,
    addresses: statedAddresses(resource, row, subnets.length),
    publicIpv4: isPublic,
    hasIpv6,
    ...(isOpen ? { open: openPresence(resource, row, known, reader) } : {}),
    ...(resource.repetition === undefined ? {} : { perhaps: true }),
    ...(resource.constructPath === undefined ? {} : { constructPath: resource.constructPath }),
  };
}

const UNFILTERED =
  "a network load balancer without security groups passes its clients' packets on unfiltered";

function namedBy({ every, some }: SharedValues): readonly Value[] {
  return [...every, ...some];
}

/** Its subnets, with one in the place of those that are not known; none where they are outside the input. */
function placesOf(
  { id }: Resource,
  { subnets, incomplete, open }: Placement,
  vpc: string,
  { tables, vpcs, ...reader }: WorkloadReader,
): readonly string[] {
  if (!open) return incomplete ? [] : subnets;
  const place = `(unknown subnet of ${id})`;
  reader.subnets.set(place, unknownPlace(place, vpcs.all.get(vpc), vpc, reader.subnets, tables));
  return [...subnets, place];
}

/** Groups of which it is not known what they are attached to: of the VPC, where that is known. */
function groupsOfAnybody(
  { type, provider }: Resource,
  vpc: string,
  { anywhere }: AttachedGroups,
  { groups, vpcs }: WorkloadReader,
): string[] {
  return anywhere
    .filter(({ to }) => to.test(type))
    .map(({ group }) => groups.idOf(group, provider))
    .filter((id) => id !== undefined)
    .filter((id) => groups.all.get(id)?.vpc === vpc || vpcs.all.get(vpc)?.identified === false);
}

/** The groups that values with candidates, and values of which it is not certain that they count, may name besides the certain ones. */
function perhapsGroups(
  bounded: readonly Value[],
  groups: readonly string[],
  resource: Resource,
  reader: WorkloadReader,
): string[] {
  const candidates = bounded.flatMap((value) => (value instanceof Unresolved ? value.candidates : [value]));
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
  const isIdentified = (vpc: string | undefined): boolean =>
    vpc !== undefined && reader.vpcs.all.get(vpc)?.identified === true;
  const places = new Set(
    placement.subnets.map((id) => reader.subnets.get(id)?.vpc).filter((vpc) => vpc !== undefined),
  );
  const identified = [...places].filter(isIdentified);
  // Subnets of different VPCs are candidates, of which one is meant.
  const isOpen = placement.perhapsNone || identified.length > 1;
  const bySubnet = isOpen ? undefined : (identified[0] ?? [...places][0]);
  // All groups of an interface belong to its VPC, so candidates of different VPCs say nothing.
  const named = groups.map((id) => reader.groups.all.get(id));
  const vpcs = new Set(named.map((group) => group?.vpc));
  const byGroup = vpcs.size === 1 ? [...vpcs][0] : undefined;
  const isElsewhereToo = named.some((group) => (group?.alsoIn ?? group?.perhapsIn) !== undefined);
  if (isIdentified(byGroup) && !isIdentified(bySubnet) && !isElsewhereToo) return byGroup as string;
  if (bySubnet !== undefined || byGroup !== undefined) return (bySubnet ?? byGroup) as string;
  // Only an instance goes to the default VPC; a template's instances go where whoever starts them says.
  const stated = placement.perhapsNone ? reader.index.identify(resource.values.get("vpc_id")) : undefined;
  if (stated?.resource !== undefined) return stated.id;
  const isElsewhere =
    vpcs.size > 1 || identified.length > 1 || (hasUnknownGroup && SCALED.has(resource.type));
  return placement.incomplete || isElsewhere
    ? reader.vpcs.unidentified(`VPC of ${resource.id}`)
    : reader.vpcs.idOf(resource.values.get("vpc_id"), providerOf(resource));
}

/** The default groups that an interface may carry: that of its VPC, or of each VPC that it may be in. */
function defaultGroupsOf(vpc: string, { vpcs, groups }: WorkloadReader): string[] {
  if (vpcs.all.get(vpc)?.identified !== false) return [groups.defaultOf(vpc)];
  return [...vpcs.all.values()].filter(({ identified }) => identified).map(({ id }) => groups.defaultOf(id));
}

function publicIpv4(
  resource: Resource,
  { publicBy }: WorkloadRow,
  subnets: readonly string[],
  elastic: ElasticIps,
  reader: WorkloadReader,
): Knowledge {
  const holds = elastic.of(resource);
  if (holds === "yes") return "yes";
  const own = ownPublicIpv4(resource, publicBy, subnets, reader);
  return own === "no" ? holds : own;
}

/** Whether it gets a public IPv4 address without an Elastic IP resource. */
function ownPublicIpv4(
  resource: Resource,
  publicBy: WorkloadRow["publicBy"],
  subnets: readonly string[],
  reader: WorkloadReader,
): Knowledge {
  const members = publicMembers(resource, reader);
  if (members !== undefined) return members;
  if (isFargateBatch(resource)) return "unknown";
  if (publicBy === undefined) return "no";
  if (publicBy.attribute === null) {
    if (publicBy.absent === "subnet") return mappedBySubnets(subnets, reader);
    return publicBy.elasticIps === undefined ? "no" : listsAny(resource, publicBy.elasticIps);
  }
  const absent = publicBy.absent === "subnet" ? mappedBySubnets(subnets, reader) : publicBy.absent;
  const otherwise = publicBy.inverted ? opposite(absent) : absent;
  const { every, some } = sharedValues(resource.values, publicBy.attribute);
  if (some.length > 0) return "unknown";
  const answer = flag(every[0], otherwise);
  return publicBy.inverted ? opposite(answer) : answer;
}

/** The arguments that leave open whether a workload has a public address, and whether it has an IPv6 address. */
function openPresence(
  resource: Resource,
  { publicBy }: WorkloadRow,
  subnets: readonly Subnet[],
  { index }: WorkloadReader,
): NonNullable<Workload["open"]> {
  const own =
    typeof publicBy?.attribute === "string"
      ? openFlags(resource, [publicBy.attribute])
      : publicBy?.attribute === null && publicBy.elasticIps !== undefined
        ? openArguments(resource, [publicBy.elasticIps])
        : [];
  const members = membersOf(resource, index).flatMap((member) => openFlags(member, ["publicly_accessible"]));
  const ofSubnets = (name: string, isOpen: (subnet: Subnet) => boolean): OpenArgument[] =>
    subnets.filter(isOpen).flatMap(({ id }) => {
      const subnet = index.resources.get(id);
      return subnet === undefined ? [] : [openArgument(id, name, subnet.values.get(name))];
    });
  return {
    publicIpv4: [
      ...own,
      ...members,
      ...(publicBy?.absent === "subnet"
        ? ofSubnets("map_public_ip_on_launch", ({ mapsPublicIpv4 }) => mapsPublicIpv4 === "unknown")
        : []),
    ],
    hasIpv6: [
      ...openIpv6Arguments(resource),
      ...ofSubnets(
        "assign_ipv6_address_on_creation",
        ({ assignsIpv6, hasIpv6 }) => assignsIpv6 === "unknown" && hasIpv6 !== "no",
      ),
    ],
  };
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

function membersOf({ id, type, values }: Resource, index: ResourceIndex): Resource[] {
  const memberType = MEMBER_TYPES[type];
  if (memberType === undefined) return [];
  const own = new Set([id, textOf(values.get("cluster_identifier")), textOf(values.get("id"))]);
  return index.managed(memberType).filter((member) => {
    const cluster = member.values.get("cluster_identifier");
    return cluster instanceof Reference ? cluster.resource === id : own.has(textOf(cluster));
  });
}

function publicMembers(resource: Resource, { index }: WorkloadReader): Knowledge | undefined {
  if (MEMBER_TYPES[resource.type] === undefined) return undefined;
  const answers = membersOf(resource, index).map((member) =>
    flag(member.values.get("publicly_accessible"), "no"),
  );
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
