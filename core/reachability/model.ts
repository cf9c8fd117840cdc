import type { Problem } from "../errors.js";
import type { AddressSet } from "../network/address-set.js";
import type { Cidr } from "../network/cidr.js";
import type { TrafficSet } from "../network/traffic.js";
import type { Knowledge } from "../terraform/knowledge.js";
import type { Resource, UnknownItem } from "../terraform/resource.js";

/** Everything about a network that a Terraform document says, with every reference resolved that can be. */
export interface NetworkModel {
  /** What was read: synthesized or hand-written configuration, a plan, or a state. */
  readonly source: "configuration" | "plan" | "state";
  /** Every managed resource and data source of every provider, by id. */
  readonly resources: ReadonlyMap<string, Resource>;
  readonly securityGroups: ReadonlyMap<string, SecurityGroup>;
  /** Security-group rules in the order of the document. */
  readonly rules: readonly Rule[];
  /** Rules of {@link NetworkModel.rules} whose group is not known, as those of each managed group that it may be. */
  readonly possibleRules: readonly Rule[];
  /** The rules that just-in-time grants may add, which are not rules until then. */
  readonly grantRules: readonly Rule[];
  readonly vpcs: ReadonlyMap<string, Vpc>;
  readonly subnets: ReadonlyMap<string, Subnet>;
  readonly routeTables: ReadonlyMap<string, RouteTable>;
  readonly networkAcls: ReadonlyMap<string, NetworkAcl>;
  /** Route tables of gateways, by VPC: they say where packets go that come in. */
  readonly gatewayTables: ReadonlyMap<string, readonly string[]>;
  /** Subnet of each NAT gateway whose subnet is in the input. */
  readonly natSubnets: ReadonlyMap<string, string>;
  readonly peerings: readonly Peering[];
  /** Pairs of VPCs that transit gateways and core networks join or may join, each direction by itself. */
  readonly transits: readonly Transit[];
  /** By VPC id; a VPC without VPC Block Public Access is left out. */
  readonly blockPublicAccess: ReadonlyMap<string, BlockPublicAccess>;
  readonly prefixLists: ReadonlyMap<string, PrefixList>;
  readonly workloads: ReadonlyMap<string, Workload>;
  /** Rules that EC2 refuses, which are not among {@link NetworkModel.rules}. */
  readonly refusedRules: readonly RefusedRule[];
  /** The outputs of the input, as their JSON text: what they name may be used elsewhere. */
  readonly outputs: string;
  /** Entrances from outside that no security group filters. */
  readonly entrances: readonly Entrance[];
  /** What could not be resolved and bears on reachability, once each. */
  readonly unknown: readonly UnknownItem[];
  /** What the decision takes for granted, because the input alone cannot say it. */
  readonly assumptions: readonly UnknownItem[];
}

/** A security group. */
export interface SecurityGroup {
  readonly id: string;
  readonly name: string;
  readonly constructPath?: string;
  /** Id in {@link NetworkModel.vpcs}. */
  readonly vpc: string;
  /** Other VPCs that it is associated with. @default - none */
  readonly alsoIn?: readonly string[];
  /** Other VPCs that it is perhaps associated with. @default - none */
  readonly perhapsIn?: readonly string[];
  /** The VPC's default security group. */
  readonly isDefault: boolean;
  /** The service of AWS that makes it and its rules. @default - the input or its author does */
  readonly madeBy?: "EKS";
  /**
   * False: the group is not managed in the input (an id, a data source), so it may hold more rules than these. Its id is then
   * the EC2 id or the unresolved expression.
   */
  readonly managed: boolean;
  /** It is one of these groups, and no further one: an expression of which the input does not say which it is. @default - it is itself */
  readonly oneOf?: readonly string[];
  /** Whether {@link NetworkModel.rules} holds all its rules of the direction. */
  readonly complete: { readonly ingress: boolean; readonly egress: boolean };
}

/** One permission of a security group, as the document writes it: one block or one resource, with one or more peers. */
export interface Rule {
  /** The rule resource's id; for an inline rule `<group>.ingress[0]`. */
  readonly id: string;
  /** Id in {@link NetworkModel.securityGroups}. */
  readonly group: string;
  readonly direction: "ingress" | "egress";
  readonly style: "standalone" | "inline" | "legacy";
  /** What it lets through; everything that it might let through where `trafficKnown` is false. */
  readonly traffic: TrafficSet;
  readonly trafficKnown: boolean;
  readonly peers: readonly RulePeer[];
  readonly description?: string;
  /** Id in {@link NetworkModel.resources} of the resource that holds it. */
  readonly resource: string;
  readonly constructPath?: string;
  /** The rule of {@link NetworkModel.rules} that it may be, as one of this group. @default - it is one of them itself */
  readonly perhapsOf?: Rule;
  /** What a grant of which entitlement adds it, and for how long at most. @default - it stands */
  readonly grant?: { readonly entitlement: string; readonly maxMinutes: number };
}

/** The other end that a rule names. A `self` rule names its own group. */
export type RulePeer =
  | { readonly kind: "cidr"; readonly cidr: Cidr }
  /** `perhaps`: it is one of several that the rule may name. */
  | { readonly kind: "group"; readonly group: string; readonly perhaps?: true }
  | { readonly kind: "prefix-list"; readonly prefixList: string }
  /** Unresolved; `of` says what it would have been. */
  | {
      readonly kind: "unknown";
      readonly of: "ipv4" | "ipv6" | "group" | "prefix-list" | "any";
      readonly expression: string;
    };

/** A VPC, managed in the input or only mentioned by it. */
export interface Vpc {
  readonly id: string;
  /** Its CIDR blocks; null where they are not in the input (it has some then). */
  readonly ipv4: AddressSet | null;
  /** Its IPv6 blocks, empty where it has none; null where they are not in the input. */
  readonly ipv6: AddressSet | null;
  /** Whether it has an IPv6 block at all. */
  readonly hasIpv6: Knowledge;
  /** `ipv6` stands in for the block that Amazon will give it. @default false */
  readonly generatedIpv6?: true;
  /** The id is an expression that the input does not determine, so it may be any other VPC of the input. */
  readonly identified: boolean;
  /** What leaves open whether it has an IPv6 block. @default - nothing does */
  readonly openIpv6?: readonly OpenArgument[];
  /** Its Region. @default - not in the input */
  readonly region?: string;
}

/** An argument that the input does not determine. */
export interface OpenArgument {
  /** Id in {@link NetworkModel.resources}. */
  readonly resource: string;
  /** Its path in the resource, without indexes: "network_interfaces.associate_public_ip_address". */
  readonly argument: string;
  /** What the document writes there. @default - nothing that can be shown */
  readonly expression?: string;
}

/** A subnet, with the tables that apply to it. */
export interface Subnet {
  readonly id: string;
  readonly vpc: string;
  /** Null where the block is not in the input. */
  readonly ipv4: AddressSet | null;
  readonly ipv6: AddressSet | null;
  readonly hasIpv6: Knowledge;
  /** Instances get a public IPv4 address unless they say otherwise. */
  readonly mapsPublicIpv4: Knowledge;
  /** Interfaces get an IPv6 address without asking for one. */
  readonly assignsIpv6: Knowledge;
  /** Id in {@link NetworkModel.routeTables}; null where it is not in the input. */
  readonly routeTable: string | null;
  /** Id in {@link NetworkModel.networkAcls}; null where it is not in the input; "open" the default one of AWS, which passes all. */
  readonly networkAcl: string | null | "open";
  /** It stands in the place of a subnet of which the input does not say which it is. @default - it is itself */
  readonly open?: true;
}

/** A route table; every one also has the local route of its VPC. */
export interface RouteTable {
  readonly id: string;
  readonly vpc: string;
  readonly routes: readonly Route[];
}

/** One route. */
export interface Route {
  /** Null: a prefix list or an unresolved destination. */
  readonly destination: Cidr | null;
  readonly prefixList?: string;
  readonly target: RouteTarget;
}

/** Where a route leads. */
export type RouteTarget =
  | { readonly kind: "internet-gateway" }
  | { readonly kind: "egress-only-internet-gateway" }
  /** `public`: it translates to a public address (a private one leads only to other private networks). */
  | { readonly kind: "nat-gateway"; readonly gateway: string; readonly public: Knowledge }
  | { readonly kind: "peering"; readonly peering: string }
  /** A gateway VPC endpoint. */
  | { readonly kind: "gateway-endpoint"; readonly endpoint: string }
  | { readonly kind: "transit-gateway"; readonly gateway: string }
  /** Virtual private gateways, network interfaces, firewalls: what lies behind is not in the input. */
  | { readonly kind: "other" }
  /** `learned`: what a gateway or route server learns from the other side. */
  | { readonly kind: "unknown"; readonly learned?: true };

/** A network ACL: entries in ascending order of rule number, the first match decides, nothing matched is denied. */
export interface NetworkAcl {
  readonly id: string;
  readonly vpc: string;
  readonly entries: readonly NetworkAclEntry[];
  /** False: an entry could not be resolved. */
  readonly complete: boolean;
}

/** One entry of a network ACL. */
export interface NetworkAclEntry {
  readonly direction: "ingress" | "egress";
  readonly number: number;
  readonly allow: boolean;
  /** Matched against the packet's own destination port. */
  readonly traffic: TrafficSet;
  readonly cidr: Cidr;
  /** The entry's resource, or `<acl>.ingress[0]`. */
  readonly id: string;
}

/** What a transit gateway or core network makes of packets from one VPC to another. */
export interface Transit {
  readonly from: string;
  readonly to: string;
  /** The target of routes that lead into it; null where any such target may. */
  readonly gateway: string | null;
  /** Addresses of `to` that it leads there from `from`; null: not determined, so all that routes send to it. */
  readonly out: AddressSet | null;
  /** Addresses of `from` that it leads back to. */
  readonly back: AddressSet | null;
  /** False: whether it leads there is not determined by the input. */
  readonly certain: boolean;
  /** Whether rules may name groups of the other VPC. */
  readonly references: Readonly<Record<Rule["direction"], Knowledge>>;
}

/** VPC Block Public Access as it applies to one VPC. */
export interface BlockPublicAccess {
  readonly mode: "off" | "block-bidirectional" | "block-ingress" | "unknown";
  /** What an exclusion of the VPC leaves open. */
  readonly exclusion: Exclusion;
  /** Exclusions of single subnets. */
  readonly bySubnet: ReadonlyMap<string, Exclusion>;
}

/** What an exclusion from VPC Block Public Access leaves open. */
export type Exclusion = "none" | "allow-bidirectional" | "allow-egress" | "unknown";

/** A security-group rule of which EC2 refuses a value. */
export interface RefusedRule {
  /** The id that the rule would have. */
  readonly rule: string;
  readonly problem: Problem<string>;
}

/** A way from outside into a managed service, past routes and security groups. */
export interface Entrance {
  /** Id in {@link NetworkModel.workloads}. */
  readonly workload: string;
  /** Where the blocks stand: `<resource>.vpc_config[0].public_access_cidrs`. */
  readonly id: string;
  readonly traffic: TrafficSet;
  readonly addresses: AddressSet;
  /** False: whether it is open, or to whom, is not determined by the input. */
  readonly certain: boolean;
}

/** A VPC peering connection between two VPCs of the input. */
export interface Peering {
  readonly id: string;
  readonly requester: string;
  readonly accepter: string;
  /** Security groups of the other side can be referenced only within one region. */
  readonly sameRegion: Knowledge;
  /** What leaves that open. @default - nothing does */
  readonly openRegion?: readonly OpenArgument[];
  /** The input does not determine whether there is one. @default - there is */
  readonly perhaps?: true;
}

/** A prefix list. */
export interface PrefixList {
  readonly id: string;
  readonly name: string;
  readonly constructPath?: string;
  /** Its entries; null where they are not in the input. */
  readonly addresses: AddressSet | null;
  /** Kept by AWS for one of its services: never the whole internet, never an address of a VPC. */
  readonly awsManaged: boolean;
}

/** A thing with network interfaces that carry security groups. */
export interface Workload {
  readonly id: string;
  readonly name: string;
  /** The resource type. */
  readonly type: string;
  readonly constructPath?: string;
  /** Ids in {@link NetworkModel.securityGroups}; their union applies to each interface. */
  readonly groups: readonly string[];
  /** Ids of the groups that it may carry besides, and no others. @default - none */
  readonly perhapsGroups?: readonly string[];
  /** False: one of its groups could not be resolved, and may be any. */
  readonly groupsComplete: boolean;
  readonly vpc: string;
  /** Where its interfaces stand or may stand; empty where no subnet is in the input. */
  readonly subnets: readonly string[];
  /** Its private addresses, where the input states them; else it may have any address of its subnets. */
  readonly addresses: AddressSet | null;
  /** It has a public IPv4 address. */
  readonly publicIpv4: Knowledge;
  /** It has an IPv6 address. */
  readonly hasIpv6: Knowledge;
  /** What leaves its public address, and its IPv6 address, open. @default - nothing does */
  readonly open?: { readonly publicIpv4: readonly OpenArgument[]; readonly hasIpv6: readonly OpenArgument[] };
  /** The input does not determine whether there is one. @default - there is */
  readonly perhaps?: true;
}
