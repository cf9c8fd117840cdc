import { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import { TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import type { Segment } from "../constructs/network/segment.js";
import { Segmentation } from "../constructs/network/segmentation.js";
import { SegmentedVpc } from "../constructs/network/segmented-vpc.js";
import type { TierProps } from "../constructs/network/segmented-vpc-props.js";
import type { VpcReference } from "../constructs/network/vpc-reference.js";
import { CordonError, locate, type Problem, quote, type Result } from "../core/errors.js";
import { append } from "../core/json/append.js";
import type { NetworkProblem } from "../core/network/error-codes.js";
import { Port } from "../core/network/port.js";
import { MANAGED_PREFIX_LIST_WEIGHTS } from "../core/network/quota.js";
import { addBackend } from "./backend.js";
import { stateExpectations } from "./expectations.js";
import { type FlowEnd, parseFlowEnd } from "./flow-end.js";
import type { FlowConfig, NetworkConfig, TierConfig } from "./network-config.js";

const DEFAULT_TIERS: readonly TierConfig[] = [
  { name: "frontend", public: true },
  { name: "app" },
  { name: "db" },
];
/** Their ids keep the rules' addresses when somebody declares them with another port. */
const DEFAULT_FLOWS: readonly FlowConfig[] = [
  {
    id: "frontend-to-app",
    from: "frontend",
    to: "app",
    port: "tcp/443",
    reason: "requests of the frontend to the app",
  },
  { id: "app-to-db", from: "app", to: "db", port: "tcp/5432", reason: "queries of the app to the database" },
];
/** The tier that holds the interfaces of interface endpoints, where a flow needs one. */
const ENDPOINT_TIER = "endpoints";

const ANYWHERE = "0.0.0.0/0";

interface ResolvedFlow {
  readonly from: FlowEnd;
  readonly to: FlowEnd;
  readonly port: Port;
  readonly reason: string;
  readonly id?: string;
}

/** The reference network: one VPC, its tiers as segments, and the flows that the configuration names. */
export class NetworkStack extends TerraformStack {
  readonly segmentation: Segmentation;
  readonly vpc: VpcReference;

  /** @throws CordonError for a configuration that the schema accepts and AWS or the constructs do not */
  constructor(scope: Construct, id: string, config: NetworkConfig) {
    super(scope, id);
    const tiers = config.tiers ?? DEFAULT_TIERS;
    const flows = resolveFlows(config, tiers);
    addBackend(this, id, config.backend);
    // No name of the configuration starts with an underscore, so none collides with an id of the stack's own.
    new AwsProvider(this, "_aws", {
      region: config.region,
      defaultTags: [{ tags: { ...config.tags, "cordon:stack": id } }],
    });
    this.vpc = vpcOf(this, config, tiers, flows);
    this.segmentation = new Segmentation(this, config.name, {
      vpc: this.vpc,
      aggregate: config.aggregate ?? false,
    });
    const segments = new Map(tiers.map(({ name }) => [name, this.segmentation.segment(name)]));
    for (const flow of flows) declare(flow, segments);
    stateExpectations(this.segmentation, config.expectations ?? [], segments);
    for (const [name, segment] of segments) {
      const id = `${outputName(name)}-security-group-id`;
      new TerraformOutput(this, `_${id}`, { value: segment.securityGroupId }).overrideLogicalId(id);
    }
  }
}

/** The tier's name as Terraform takes it in the name of an output. */
function outputName(tier: string): string {
  return tier.replaceAll(".", "");
}

function checkOutputNames(tiers: readonly TierConfig[]): Problem[] {
  return tiers.flatMap(({ name }, index) => {
    const twin = tiers.findIndex((other) => outputName(other.name) === outputName(name));
    // Two equal names are the segmentation's to refuse.
    if (twin === index || tiers[twin]?.name === name) return [];
    return [
      {
        code: "CORDON_TIER_NAME_TAKEN",
        summary: "two tiers differ in dots alone, which Terraform's output names do not have",
        got: quote(name),
        allowed: `a name that is not ${quote(tiers[twin]?.name)} without its dots`,
        fix: "rename one of the two",
        where: `cdktf.json#/context/cordon/tiers/${index}/name`,
      } satisfies NetworkProblem,
    ];
  });
}

/** The default flows, unless the tiers are the user's own, then the user's; every problem of all of them at once. */
function resolveFlows(config: NetworkConfig, tiers: readonly TierConfig[]): ResolvedFlow[] {
  const names = tiers.map(({ name }) => name);
  const problems: Problem[] = checkOutputNames(tiers);
  const accepted = <T>(result: Result<T>, where: string): T | undefined => {
    if (result.ok) return result.value;
    append(
      problems,
      result.problems.map((problem) => locate(problem, where)),
    );
    return undefined;
  };
  const own = config.flows ?? [];
  // A user's flow with the id of a default one takes its place: that is how its port changes.
  const defaults =
    config.tiers === undefined ? DEFAULT_FLOWS.filter(({ id }) => !own.some((flow) => flow.id === id)) : [];
  const resolved: ResolvedFlow[] = [];
  for (const [index, flow] of [...defaults, ...own].entries()) {
    const where = `cdktf.json#/context/cordon/flows/${index - defaults.length}`;
    const from = accepted(parseFlowEnd(flow.from, names), `${where}/from`);
    const to = accepted(parseFlowEnd(flow.to, names), `${where}/to`);
    const port = accepted(Port.parse(flow.port), `${where}/port`);
    if (from === undefined || to === undefined || port === undefined) continue;
    if (from.kind !== "tier" && to.kind !== "tier") {
      problems.push({
        code: "CORDON_TIER_UNKNOWN",
        summary: "neither end of the flow is a tier",
        got: `${flow.from} to ${flow.to}`,
        allowed: `a tier at one end at least: ${names.join(", ")}`,
        fix: "name the tier that the flow starts from or ends at",
        where,
      });
      continue;
    }
    resolved.push({ from, to, port, reason: flow.reason, ...(flow.id === undefined ? {} : { id: flow.id }) });
  }
  if (problems.length > 0) throw new CordonError(problems);
  return resolved;
}

function declare({ from, to, port, ...options }: ResolvedFlow, segments: ReadonlyMap<string, Segment>): void {
  const source = from.kind === "tier" ? (segments.get(from.tier) as Segment) : from;
  const target = to.kind === "tier" ? (segments.get(to.tier) as Segment) : to;
  if ("allowTo" in source) {
    if (source === target) source.allowInternally(port, options);
    else source.allowTo(target, port, options);
  } else if ("allowFrom" in target) target.allowFrom(source, port, options);
}

function vpcOf(
  stack: NetworkStack,
  config: NetworkConfig,
  tiers: readonly TierConfig[],
  flows: readonly ResolvedFlow[],
): VpcReference {
  const { vpc } = config;
  if ("id" in vpc) {
    return {
      vpcId: vpc.id,
      region: config.region,
      ...(vpc.routeTableIds === undefined ? {} : { routeTableIds: vpc.routeTableIds }),
      ...(vpc.endpointSubnetIds === undefined ? {} : { endpointSubnetIds: vpc.endpointSubnetIds }),
    };
  }
  const usesEndpoints = flows.some(({ to }) => isInterfaceService(to));
  return new SegmentedVpc(stack, `${config.name}-vpc`, {
    region: config.region,
    cidr: vpc.cidr,
    zones: vpc.zones,
    nat: vpc.nat ?? "none",
    ...(vpc.flowLogRetentionDays === undefined ? {} : { flowLogRetentionDays: vpc.flowLogRetentionDays }),
    tiers: [
      ...tiers.map((tier) => tierOf(tier, flows, vpc.nat ?? "none")),
      ...(usesEndpoints ? [{ name: ENDPOINT_TIER }] : []),
    ],
    ...(usesEndpoints ? { endpointTier: ENDPOINT_TIER } : {}),
  });
}

/** What the tier's flows mean for the network ACL of its subnets. */
function tierOf(tier: TierConfig, flows: readonly ResolvedFlow[], nat: string): TierProps {
  const outgoing = flows.filter(({ from }) => from.kind === "tier" && from.tier === tier.name);
  const incoming = flows.filter(({ to }) => to.kind === "tier" && to.tier === tier.name);
  const outside = outgoing.filter(({ to }) => isBeyondVpc(to) || isGatewayService(to));
  return {
    name: tier.name,
    public: tier.public ?? false,
    reaches: outgoing.flatMap(({ to, port }) => {
      if (to.kind === "tier") return [{ tier: to.tier, port }];
      return isInterfaceService(to) ? [{ tier: ENDPOINT_TIER, port }] : [];
    }),
    clients: incoming.flatMap(({ from, port }) => {
      if (from.kind === "security-group") return [{ cidr: ANYWHERE, port }];
      return from.kind === "cidr" && from.cidr.family === "ipv4" ? [{ cidr: from.cidr.text, port }] : [];
    }),
    outside: outside.map(({ port }) => port),
    nat: nat !== "none" && tier.public !== true && outside.some(({ to }) => to.kind === "cidr"),
  };
}

/** Blocks, and foreign groups: a VPC that was just made holds none, so theirs are addresses that only their owner knows. */
function isBeyondVpc(end: FlowEnd): boolean {
  // The VPC has no IPv6 addresses, so a block of them is not a reason to open the wall or a way for IPv4.
  return (end.kind === "cidr" && end.cidr.family === "ipv4") || end.kind === "security-group";
}

function isGatewayService(end: FlowEnd): boolean {
  return end.kind === "aws-service" && MANAGED_PREFIX_LIST_WEIGHTS.has(end.service);
}

function isInterfaceService(end: FlowEnd): boolean {
  return end.kind === "aws-service" && !isGatewayService(end);
}
