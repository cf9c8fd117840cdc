import { DefaultSecurityGroup } from "@cdktf/provider-aws/lib/default-security-group/index.js";
import { Eip } from "@cdktf/provider-aws/lib/eip/index.js";
import { InternetGateway } from "@cdktf/provider-aws/lib/internet-gateway/index.js";
import { NatGateway } from "@cdktf/provider-aws/lib/nat-gateway/index.js";
import { Route } from "@cdktf/provider-aws/lib/route/index.js";
import { RouteTable } from "@cdktf/provider-aws/lib/route-table/index.js";
import { RouteTableAssociation } from "@cdktf/provider-aws/lib/route-table-association/index.js";
import { Subnet } from "@cdktf/provider-aws/lib/subnet/index.js";
import { Vpc } from "@cdktf/provider-aws/lib/vpc/index.js";
import { Construct } from "constructs";
import { CordonError, locate, quote, valueOrThrow } from "../../core/errors.js";
import type { AclTier } from "../../core/network/acl-plan.js";
import { parseCidr } from "../../core/network/cidr.js";
import type { NetworkProblem } from "../../core/network/error-codes.js";
import type { Port } from "../../core/network/port.js";
import { type PlannedTier, planSubnets } from "../../core/network/subnet-plan.js";
import { FlowLogBucket } from "./flow-log-bucket.js";
import { TierNetworkAcl } from "./tier-network-acl.js";
import type { VpcReference } from "./vpc-reference.js";

/** One tier of a VPC: a subnet in every zone, one route table a zone, one network ACL. */
export interface TierProps {
  readonly name: string;
  /**
   * Whether the tier's subnets have a route to the internet gateway.
   * @default false
   */
  readonly public?: boolean;
  /**
   * Conversations that the tier opens with other tiers, for the network ACLs.
   * @default - none
   */
  readonly reaches?: readonly { readonly tier: string; readonly port: Port }[];
  /**
   * Conversations that clients outside the VPC open with the tier, for the network ACLs.
   * @default - none
   */
  readonly clients?: readonly { readonly cidr: string; readonly port: Port }[];
  /**
   * Ports on which the tier opens conversations outside the VPC's addresses: to gateway endpoints, or through NAT.
   * @default - none
   */
  readonly outside?: readonly Port[];
  /**
   * Whether the tier has a route to the internet through NAT, where the VPC has NAT at all.
   * @default false
   */
  readonly nat?: boolean;
}

/** The shape of a segmented VPC. */
export interface SegmentedVpcProps {
  /** The AWS region as a literal, for example "eu-central-1". */
  readonly region: string;
  /** An IPv4 block from /16 to /24. */
  readonly cidr: string;
  /** One to four availability zones by name, for example ["eu-central-1a", "eu-central-1b"]; new ones go last. */
  readonly zones: readonly string[];
  /** In order; a new tier goes last, because the position decides the tier's addresses. */
  readonly tiers: readonly TierProps[];
  /**
   * The tier whose subnets take the interfaces of interface endpoints.
   * @default - no interface endpoints
   */
  readonly endpointTier?: string;
  /**
   * NAT gateways in the first public tier: "none", one for all zones ("single"), or one a zone ("per-zone").
   * @default "none"
   */
  readonly nat?: "none" | "single" | "per-zone";
  /**
   * Prefix length of every subnet, at most 28.
   * @default - the VPC's prefix length plus 4
   */
  readonly subnetPrefixLength?: number;
  /** Days that flow logs stay; for 30 more they can be recovered. @default 400 */
  readonly flowLogRetentionDays?: number;
  /** @default - `Name` only */
  readonly tags?: Readonly<Record<string, string>>;
}

/** The start of a bucket name: S3 takes small letters, digits and, inside, hyphens ("Bucket naming rules"). */
function bucketPrefix(id: string): string {
  const taken = id
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-/, "")
    .slice(0, 20)
    .replace(/-$/, "");
  return taken === "" ? "flow-logs-" : `${taken}-flow-logs-`;
}

/** What a tier opens beyond the VPC's addresses, with its name. */
function portsOutside({ name, outside }: TierProps): { tier: string; port: Port }[] {
  return (outside ?? []).map((port) => ({ tier: name, port }));
}

const EVERYWHERE = "0.0.0.0/0";

/**
 * A VPC in tiers that trust each other as little as segments do: subnets and route tables per tier and zone, a
 * network ACL per tier as a second wall, no public address on any subnet, no way out unless said, the default
 * security group adopted and emptied, and every flow logged.
 *
 * IPv4 only: an IPv6 block would need its own second wall.
 */
export class SegmentedVpc extends Construct implements VpcReference {
  readonly vpcId: string;
  readonly region: string;
  readonly routeTableIds: readonly string[];
  readonly endpointSubnetIds: readonly string[];
  readonly flowLogs: FlowLogBucket;
  readonly #subnets = new Map<string, string[]>();

  /**
   * @throws CordonError CORDON_CIDR_MALFORMED, CORDON_CIDR_HOST_BITS, CORDON_SUBNETS_DO_NOT_FIT,
   * CORDON_TIER_UNKNOWN, CORDON_TIER_NAME_TAKEN, CORDON_SEGMENT_NAME_REFUSED, CORDON_QUOTA_ACL_ENTRIES
   */
  constructor(scope: Construct, id: string, props: SegmentedVpcProps) {
    super(scope, id);
    try {
      const where = this.node.path;
      const vpcCidr = valueOrThrow(parseCidr(props.cidr), where);
      const plan = valueOrThrow(
        planSubnets({
          vpcCidr,
          zones: props.zones,
          tiers: props.tiers.map(({ name }) => name),
          ...(props.subnetPrefixLength === undefined ? {} : { subnetPrefixLength: props.subnetPrefixLength }),
        }),
        where,
      );
      const aclTiers = this.#aclTiers(plan, props);
      const tag = (name: string) => ({ ...props.tags, Name: name === "" ? id : `${id}-${name}` });

      const vpc = new Vpc(this, "Resource", {
        cidrBlock: vpcCidr.text,
        enableDnsSupport: true,
        enableDnsHostnames: true,
        tags: tag(""),
      });
      this.vpcId = vpc.id;
      this.region = props.region;
      // Every group that names no other lands in the default one; without rules that is a quarantine.
      new DefaultSecurityGroup(this, "default-security-group", { vpcId: vpc.id, tags: tag("default") });

      const gateway = props.tiers.some((tier) => tier.public === true)
        ? new InternetGateway(this, "internet-gateway", { vpcId: vpc.id, tags: tag("internet-gateway") })
        : undefined;
      const routeTables = new Map<string, RouteTable>();
      for (const tier of plan) {
        for (const { zone, cidr } of tier.subnets) {
          const subnet = new Subnet(this, `subnet-${tier.name}-${zone}`, {
            vpcId: vpc.id,
            availabilityZone: zone,
            cidrBlock: cidr.text,
            mapPublicIpOnLaunch: false,
            tags: { ...tag(`${tier.name}-${zone}`), "cordon:tier": tier.name },
          });
          this.#subnets.set(tier.name, [...(this.#subnets.get(tier.name) ?? []), subnet.id]);
          const table = new RouteTable(this, `routes-${tier.name}-${zone}`, {
            vpcId: vpc.id,
            tags: tag(`${tier.name}-${zone}`),
          });
          routeTables.set(`${tier.name} ${zone}`, table);
          new RouteTableAssociation(this, `routes-${tier.name}-${zone}-association`, {
            subnetId: subnet.id,
            routeTableId: table.id,
          });
        }
      }
      this.routeTableIds = [...routeTables.values()].map(({ id: tableId }) => tableId);
      this.endpointSubnetIds = props.endpointTier === undefined ? [] : this.subnetIds(props.endpointTier);
      this.#addRoutes(props, routeTables, gateway, tag);
      for (const tier of aclTiers) {
        new TierNetworkAcl(this, `acl-${tier.name}`, {
          vpcId: vpc.id,
          vpcCidr,
          tier,
          tiers: aclTiers,
          subnetIds: this.subnetIds(tier.name),
          tags: tag(tier.name),
        });
      }
      this.flowLogs = new FlowLogBucket(this, "flow-logs", {
        vpcId: vpc.id,
        namePrefix: bucketPrefix(id),
        ...(props.flowLogRetentionDays === undefined ? {} : { retentionDays: props.flowLogRetentionDays }),
        tags: tag("flow-logs"),
      });
    } catch (error) {
      // Half a VPC is no state that anybody asked for, so the construct leaves the tree again.
      scope.node.tryRemoveChild(id);
      throw error;
    }
  }

  /**
   * The ids of the tier's subnets, one a zone, in the order of the zones.
   * @throws CordonError CORDON_TIER_UNKNOWN
   */
  subnetIds(tier: string): string[] {
    const ids = this.#subnets.get(tier);
    if (ids === undefined) throw new CordonError([this.#unknownTier(tier, [...this.#subnets.keys()])]);
    return ids;
  }

  /** The tiers as their network ACLs see them; a NAT gateway's tier also passes what goes through it. */
  #aclTiers(plan: readonly PlannedTier[], props: SegmentedVpcProps): AclTier[] {
    const names = plan.map(({ name }) => name);
    const natTier = this.#natTier(props);
    const throughNat = props.tiers.filter((tier) => tier.nat === true && natTier !== undefined);
    return props.tiers.map((tier, index) => {
      for (const { tier: target } of tier.reaches ?? []) {
        if (!names.includes(target)) throw new CordonError([this.#unknownTier(target, names)]);
      }
      return {
        name: tier.name,
        block: (plan[index] as PlannedTier).block,
        reaches: tier.reaches ?? [],
        forwards: tier === natTier ? throughNat.flatMap(portsOutside) : [],
        clients: (tier.clients ?? []).map(({ cidr, port }) => ({
          cidr: valueOrThrow(parseCidr(cidr), this.node.path),
          port,
        })),
        outside: [
          ...(tier.outside ?? []),
          ...(tier === natTier ? throughNat.flatMap(portsOutside).map(({ port }) => port) : []),
        ],
      };
    });
  }

  #natTier(props: SegmentedVpcProps): TierProps | undefined {
    if ((props.nat ?? "none") === "none") return undefined;
    const tier = props.tiers.find((candidate) => candidate.public === true);
    if (tier !== undefined) return tier;
    throw new CordonError([
      {
        code: "CORDON_TIER_UNKNOWN",
        summary: "NAT gateways need a public tier to stand in",
        got: `nat: ${quote(props.nat)} and no tier with public: true`,
        allowed: "at least one public tier, or no NAT",
        fix: 'mark the tier of the load balancers with public: true, or set nat: "none"',
        where: this.node.path,
      } satisfies NetworkProblem,
    ]);
  }

  #addRoutes(
    props: SegmentedVpcProps,
    routeTables: ReadonlyMap<string, RouteTable>,
    gateway: InternetGateway | undefined,
    tag: (name: string) => Record<string, string>,
  ): void {
    const natTier = this.#natTier(props);
    const natZones =
      natTier === undefined ? [] : props.nat === "single" ? props.zones.slice(0, 1) : props.zones;
    const natGateways = new Map(
      natZones.map((zone) => {
        const address = new Eip(this, `nat-address-${zone}`, { domain: "vpc", tags: tag(`nat-${zone}`) });
        const subnetId = this.subnetIds((natTier as TierProps).name)[props.zones.indexOf(zone)] as string;
        const nat = new NatGateway(this, `nat-${zone}`, {
          allocationId: address.id,
          subnetId,
          tags: tag(`nat-${zone}`),
          ...(gateway === undefined ? {} : { dependsOn: [gateway] }),
        });
        return [zone, nat] as const;
      }),
    );
    for (const tier of props.tiers) {
      for (const zone of props.zones) {
        const routeTableId = (routeTables.get(`${tier.name} ${zone}`) as RouteTable).id;
        const id = `routes-${tier.name}-${zone}-default`;
        const nat = natGateways.get(zone) ?? natGateways.get(props.zones[0] as string);
        if (tier.public === true && gateway !== undefined) {
          new Route(this, id, { routeTableId, destinationCidrBlock: EVERYWHERE, gatewayId: gateway.id });
        } else if (tier.nat === true && nat !== undefined) {
          new Route(this, id, { routeTableId, destinationCidrBlock: EVERYWHERE, natGatewayId: nat.id });
        }
      }
    }
  }

  #unknownTier(tier: string, known: readonly string[]): NetworkProblem {
    return locate(
      {
        code: "CORDON_TIER_UNKNOWN",
        summary: "this tier is not declared",
        got: quote(tier),
        allowed: known.join(", "),
        fix: "name a declared tier, or add this one to tiers",
      },
      this.node.path,
    );
  }
}
