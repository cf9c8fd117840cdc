import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group/index.js";
import { Construct } from "constructs";
import { CordonError, locate, quote, valueOrThrow } from "../../core/errors.js";
import { isJsonObject, member } from "../../core/json/values.js";
import type { NetworkProblem } from "../../core/network/error-codes.js";
import {
  type AwsServicePeer,
  checkPeer,
  checkSecurityGroupId,
  describePeer,
  type Peer,
} from "../../core/network/peer.js";
import { Port } from "../../core/network/port.js";
import type { NetworkQuotas } from "../../core/network/quota.js";
import type { Direction, RulePeer, SecurityGroupRule } from "../../core/network/rule.js";
import { checkName, checkReason, groupNamePrefix } from "../../core/network/text.js";
import { checkOptions } from "../../core/options/check-options.js";
import type { SettingErrorCode } from "../../core/options/error-codes.js";
import { FLAG, value } from "../../core/options/kinds.js";
import { type OptionKind, optional } from "../../core/options/option-kind.js";
import { options } from "../../core/options/shape.js";
import { type Checked, checkArgument, checkConstruct, IN_A_STACK } from "../settings/check-construct.js";
import { CHECKED_ELSEWHERE } from "../settings/checked-elsewhere.js";
import { dependentEnd, sameStack } from "./flow-stack.js";
import { type PeerTarget, RuleResources } from "./rule-resources.js";
import type { VpcReference } from "./vpc-reference.js";

/** What every flow says besides its two ends and its port. */
export interface FlowOptions {
  /** Why this conversation is needed: 1 to 255 characters; becomes the description of the rules. */
  readonly reason: string;
  /**
   * A name for the flow that outlives changes of its port and peer, so that Terraform changes its rules in place.
   * @default - the rules' ids derive from port and peer; another port or peer is another rule
   */
  readonly id?: string;
}

/** How a segment comes to its security group. */
export interface SegmentProps {
  /**
   * The id of a group that exists already.
   * @default - the segment makes its own group
   */
  readonly securityGroupId?: string;
  /**
   * Whether flows may add rules to an existing group. False leaves the group alone and makes the other end's rules only.
   * @default true
   */
  readonly mutable?: boolean;
}

const FLOW: Checked<SettingErrorCode> = {
  subject: "a flow",
  code: "CORDON_SETTING_REFUSED",
  kind: options<FlowOptions>({ reason: CHECKED_ELSEWHERE, id: CHECKED_ELSEWHERE }),
};

const SEGMENT: Checked<SettingErrorCode> = {
  subject: "the segment",
  code: "CORDON_SETTING_REFUSED",
  id: CHECKED_ELSEWHERE,
  kind: options<SegmentProps>({
    securityGroupId: optional(
      value("the id of a security group", (id) => typeof id === "string" && checkSecurityGroupId(id).ok),
    ),
    mutable: optional(FLAG),
  }),
};

const SCOPE: OptionKind = value(
  "a Segmentation",
  (scope) => IN_A_STACK.faults(scope, "").length === 0 && isJsonObject(member(scope, "vpc")),
);

/** Where a flow to a gateway endpoint goes: the managed prefix list of the service. */
export interface GatewayEndpointTarget {
  readonly peer: RulePeer;
  readonly prefixListId: string;
}

/** What a segment and the endpoints of services need of the segmentation that they belong to. */
export interface SegmentScope extends Construct {
  readonly vpc: VpcReference;
  readonly aggregate: boolean;
  readonly quotas: NetworkQuotas;
  readonly tags: Readonly<Record<string, string>>;
  /** A new segment beside this one. */
  segment(name: string): Segment;
  /** @internal What a flow to the service goes to; made on first use. */
  serviceEndpoint(service: string): Segment | GatewayEndpointTarget;
  /** @internal The peer of a rule to the service, known before its endpoint is made. */
  serviceEndpointPeer(service: string): RulePeer;
}

/** A flow without its ends. */
type CheckedFlow = Pick<SecurityGroupRule, "port" | "reason" | "flowId">;

/** A peer that is neither ours nor has an endpoint of ours. */
type OutsidePeer = Exclude<Peer, AwsServicePeer>;

/** One rule of a flow: whose it is, what it says, and what its peer is to Terraform. */
interface FlowEnd {
  readonly segment: Segment;
  readonly rule: SecurityGroupRule;
  readonly target: PeerTarget;
}

/** EC2 cannot change a group's description, so it is one constant sentence; what may change stands in tags. */
const GROUP_DESCRIPTION = "Segment of a Cordon segmentation; its rules are managed as code";

/**
 * A set of workloads that share one security group.
 *
 * It starts with no rule at all, in either direction: what is not said is denied.
 */
export class Segment extends Construct {
  /** The name in expectations, reports and rule ids. */
  readonly segmentName: string;
  /** What goes into `vpcSecurityGroupIds` and the like; a token unless the group is imported. */
  readonly securityGroupId: string;
  readonly segmentation: SegmentScope;
  readonly #mutable: boolean;
  readonly #rules: Readonly<Record<Direction, RuleResources>>;

  /** Use {@link Segmentation.segment} and {@link Segmentation.importSegment}. */
  constructor(scope: SegmentScope, name: string, props: SegmentProps = {}) {
    checkOptions(scope, { ...SEGMENT, kind: SCOPE, argument: "scope", where: () => quote(name) });
    checkConstruct(scope, name, props, SEGMENT);
    super(scope, valueOrThrow(checkName(name, "segment"), scope.node.path));
    this.segmentName = name;
    this.segmentation = scope;
    this.#mutable = props.mutable ?? true;
    this.securityGroupId = props.securityGroupId ?? this.#makeGroup().id;
    this.#rules = {
      ingress: new RuleResources(this, this.securityGroupId, "ingress", scope.aggregate),
      egress: new RuleResources(this, this.securityGroupId, "egress", scope.aggregate),
    };
  }

  /**
   * Lets this segment open conversations with the peer: egress here and, where the peer is ours, ingress there.
   *
   * @throws CordonError with the construct path: CORDON_REASON_MISSING, CORDON_DESCRIPTION_REFUSED,
   * CORDON_PEER_UNKNOWN, CORDON_PORT_MALFORMED, CORDON_FLOW_DUPLICATE, CORDON_FLOW_SHADOWED, CORDON_FLOW_ID_TAKEN,
   * CORDON_FLOW_SELF, CORDON_FLOW_QUARANTINED, CORDON_SERVICE_UNREACHABLE; the construct tree is as before then
   */
  allowTo(peer: Segment | Peer, port: Port, options: FlowOptions): void {
    const flow = this.#checkFlow(port, options);
    if (peer instanceof Segment) {
      this.#connect(this, peer, flow);
      return;
    }
    const outside = valueOrThrow(checkPeer(peer), this.node.path);
    if (outside.kind === "aws-service") this.#reachService(outside.service, flow);
    else this.#addOutward("egress", outside, flow);
  }

  /**
   * Lets the peer open conversations with this segment: ingress here and, where the peer is ours, egress there.
   *
   * @throws CordonError as {@link allowTo}, and CORDON_FLOW_DIRECTION for an AWS service, which opens none
   */
  allowFrom(peer: Segment | Peer, port: Port, options: FlowOptions): void {
    const flow = this.#checkFlow(port, options);
    if (peer instanceof Segment) {
      this.#connect(peer, this, flow);
      return;
    }
    const outside = valueOrThrow(checkPeer(peer), this.node.path);
    if (outside.kind === "aws-service") {
      this.#fail({
        code: "CORDON_FLOW_DIRECTION",
        summary: "an AWS service endpoint opens no conversations",
        got: `allowFrom(${describePeer(outside)})`,
        allowed: "a segment, CIDR block, prefix list or security group",
        fix: "write allowTo for requests to the service; for events that a service sends, name its prefix list",
      });
    }
    this.#addOutward("ingress", outside, flow);
  }

  /**
   * Lets the workloads of this segment talk to each other, which is lateral movement and so must be said.
   *
   * @throws CordonError as {@link allowTo}
   */
  allowInternally(port: Port, options: FlowOptions): void {
    const flow = this.#checkFlow(port, options);
    const own: RulePeer = { kind: "segment", name: this.segmentName };
    const target = { id: this.securityGroupId, scope: this, idPrefix: "" };
    this.#commit([
      { segment: this, rule: { direction: "egress", peer: own, ...flow }, target },
      { segment: this, rule: { direction: "ingress", peer: own, ...flow }, target },
    ]);
  }

  /** Whether a flow may end here. The quarantine overrides it. */
  get acceptsFlows(): boolean {
    return true;
  }

  /** @internal What is wrong with the segment as a whole, now that every flow is known. */
  problems(): NetworkProblem[] {
    return [this.#rules.ingress, this.#rules.egress].flatMap(({ set }) =>
      set
        .problems(this.segmentName, this.segmentation.quotas)
        .map((problem) => locate(problem, this.node.path)),
    );
  }

  /** A rule whose other end is not ours. */
  #addOutward(direction: Direction, peer: OutsidePeer, flow: CheckedFlow): void {
    if (peer.kind === "security-group" && peer.securityGroupId === this.securityGroupId) {
      this.#fail(selfProblem(this, describePeer(peer), flow.port));
    }
    const [seen, id] = rulePeer(peer);
    const rule = { direction, peer: seen, ...flow };
    this.#commit([{ segment: this, rule, target: { id, scope: this, idPrefix: "" } }]);
  }

  /** The flow to the endpoint of an AWS service, which is made only where this end refuses nothing. */
  #reachService(service: string, flow: CheckedFlow): void {
    const peer = this.segmentation.serviceEndpointPeer(service);
    this.#failOnRefusal([{ segment: this, rule: { direction: "egress", peer, ...flow } }]);
    const endpoint = this.segmentation.serviceEndpoint(service);
    if (endpoint instanceof Segment) this.#connect(this, endpoint, flow);
    else {
      const target = { id: endpoint.prefixListId, scope: this, idPrefix: "" };
      this.#commit([{ segment: this, rule: { direction: "egress", peer: endpoint.peer, ...flow }, target }]);
    }
  }

  /** All rules of one flow or none: the second end may refuse what the first one took. */
  #commit(ends: readonly FlowEnd[]): void {
    this.#failOnRefusal(ends);
    this.#place(ends);
  }

  #place(ends: readonly FlowEnd[]): void {
    for (const { segment, rule, target } of ends) {
      if (segment.#mutable) segment.#rules[rule.direction].add(rule, target);
    }
  }

  #failOnRefusal(ends: readonly Omit<FlowEnd, "target">[]): void {
    if (ends.every(({ segment }) => !segment.#mutable)) this.#fail(immutableProblem(ends));
    for (const { segment } of ends) {
      if (!segment.acceptsFlows) this.#fail(quarantineProblem(segment));
    }
    for (const { segment, rule } of ends) {
      if (!segment.#mutable) continue;
      const refusal = segment.#rules[rule.direction].set.refusal(rule);
      if (refusal !== undefined) throw new CordonError([locate(refusal, segment.node.path)]);
    }
  }

  /** Both rules of a flow between two segments, in the stack that depends on the other. */
  #connect(source: Segment, target: Segment, flow: CheckedFlow): void {
    if (source.securityGroupId === target.securityGroupId) {
      this.#fail(selfProblem(this, `${source.segmentName} to ${target.segmentName}`, flow.port));
    }
    const rule = (segment: Segment, other: Segment, direction: Direction) => ({
      segment,
      rule: { direction, peer: { kind: "segment" as const, name: nameSeenFrom(segment, other) }, ...flow },
    });
    const egress = rule(source, target, "egress");
    const ingress = rule(target, source, "ingress");
    this.#failOnRefusal([egress, ingress]);
    const scope = dependentEnd(source, target);
    const placed = (segment: Segment, other: Segment): PeerTarget => ({
      id: other.securityGroupId,
      scope: sameStack(scope, segment) ? segment : scope,
      idPrefix: sameStack(scope, segment) ? "" : `${pathKey(segment)}:`,
    });
    this.#place([
      { ...egress, target: placed(source, target) },
      { ...ingress, target: placed(target, source) },
    ]);
  }

  #makeGroup(): SecurityGroup {
    const { segmentation } = this;
    const prefix = groupNamePrefix(segmentation.node.id, this.segmentName);
    return new SecurityGroup(this, "Resource", {
      vpcId: segmentation.vpc.vpcId,
      // A prefix, because a replacement stands beside its predecessor until nothing refers to that any more.
      namePrefix: valueOrThrow(prefix, this.node.path),
      description: GROUP_DESCRIPTION,
      lifecycle: { createBeforeDestroy: true },
      tags: {
        ...segmentation.tags,
        Name: `${segmentation.node.id}-${this.segmentName}`,
        "cordon:segment": this.segmentName,
      },
    });
  }

  /** What both rules of a flow say, checked. */
  #checkFlow(port: Port, flow: FlowOptions): CheckedFlow {
    const where = this.node.path;
    checkArgument(this, "options", flow ?? {}, FLOW);
    const checked = {
      port: valueOrThrow(Port.check(port), where),
      reason: valueOrThrow(checkReason(flow?.reason), where),
    };
    if (flow.id === undefined) return checked;
    return { ...checked, flowId: valueOrThrow(checkName(flow.id, "flow"), where) };
  }

  #fail(problem: NetworkProblem): never {
    throw new CordonError([locate(problem, this.node.path)]);
  }
}

function rulePeer(peer: OutsidePeer): [peer: RulePeer, id: string | undefined] {
  switch (peer.kind) {
    case "cidr":
      return [peer, undefined];
    case "prefix-list":
      return [
        { kind: "prefix-list", name: peer.name, id: peer.prefixListId, maxEntries: peer.maxEntries },
        peer.prefixListId,
      ];
    case "security-group":
      return [{ kind: "security-group", name: peer.name, id: peer.securityGroupId }, peer.securityGroupId];
  }
}

/** The other segment's name, with its path where it belongs to another segmentation. */
function nameSeenFrom(segment: Segment, other: Segment): string {
  return segment.segmentation === other.segmentation ? other.segmentName : pathKey(other);
}

function pathKey(segment: Segment): string {
  return segment.node.path.replaceAll("/", ":");
}

function selfProblem(segment: Segment, got: string, port: Port): NetworkProblem {
  return {
    code: "CORDON_FLOW_SELF",
    summary: `the segment ${segment.segmentName} is its own peer: all its workloads could reach each other`,
    got: `${got} on ${port}`,
    allowed: "another segment",
    fix: "say it where it is meant: allowInternally(port, { reason })",
  };
}

function quarantineProblem(segment: Segment): NetworkProblem {
  return {
    code: "CORDON_FLOW_QUARANTINED",
    summary: "the quarantine is the segment without flows: what is put there is cut off",
    got: quote(segment.segmentName),
    allowed: "a segment that is not the quarantine",
    fix: "make another segment, for example for forensic access, and put the workload there",
  };
}

function immutableProblem(ends: readonly Pick<FlowEnd, "segment">[]): NetworkProblem {
  return {
    code: "CORDON_FLOW_IMMUTABLE",
    summary: "no end of the flow may take a rule, so declaring it would change nothing",
    got: ends.map(({ segment }) => `${segment.segmentName} (mutable: false)`).join(" and "),
    allowed: "a flow with at least one segment that takes rules",
    fix: "delete the flow where the owner of the group has the rules already, else import it with mutable: true",
  };
}
