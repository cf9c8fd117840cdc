import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group/index.js";
import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { CordonError, locate, quote, valueOrThrow } from "../../core/errors.js";
import type { NetworkProblem } from "../../core/network/error-codes.js";
import type { Peer } from "../../core/network/peer.js";
import { describePeer } from "../../core/network/peer.js";
import type { Port } from "../../core/network/port.js";
import type { Direction, RulePeer, SecurityGroupRule } from "../../core/network/rule.js";
import { checkName, checkReason, groupNamePrefix } from "../../core/network/text.js";
import { type PeerTarget, RuleResources } from "./rule-resources.js";
import type { Segmentation } from "./segmentation.js";

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
  readonly segmentation: Segmentation;
  readonly #mutable: boolean;
  readonly #rules: Readonly<Record<Direction, RuleResources>>;

  /** Use {@link Segmentation.segment} and {@link Segmentation.importSegment}. */
  constructor(scope: Segmentation, name: string, props: SegmentProps = {}) {
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
   * CORDON_FLOW_DUPLICATE, CORDON_FLOW_SHADOWED, CORDON_FLOW_ID_TAKEN, CORDON_FLOW_SELF, CORDON_FLOW_QUARANTINED,
   * CORDON_SERVICE_UNREACHABLE
   */
  allowTo(peer: Segment | Peer, port: Port, options: FlowOptions): void {
    if (peer instanceof Segment) this.#connect(this, peer, port, options);
    else if (peer.kind === "aws-service") {
      const endpoint = this.segmentation.serviceEndpoint(peer.service);
      if (endpoint instanceof Segment) this.#connect(this, endpoint, port, options);
      else this.#addOutward("egress", endpoint.peer, endpoint.prefixListId, port, options);
    } else this.#addOutward("egress", ...rulePeer(peer), port, options);
  }

  /**
   * Lets the peer open conversations with this segment: ingress here and, where the peer is ours, egress there.
   *
   * @throws CordonError as {@link allowTo}, and CORDON_FLOW_DIRECTION for an AWS service, which opens none
   */
  allowFrom(peer: Segment | Peer, port: Port, options: FlowOptions): void {
    if (peer instanceof Segment) this.#connect(peer, this, port, options);
    else if (peer.kind === "aws-service") {
      this.#fail({
        code: "CORDON_FLOW_DIRECTION",
        summary: "an AWS service endpoint opens no conversations",
        got: `allowFrom(${describePeer(peer)})`,
        allowed: "a segment, CIDR block, prefix list or security group",
        fix: "write allowTo for requests to the service; for events that a service sends, name its prefix list",
      });
    } else this.#addOutward("ingress", ...rulePeer(peer), port, options);
  }

  /**
   * Lets the workloads of this segment talk to each other, which is lateral movement and so must be said.
   *
   * @throws CordonError as {@link allowTo}
   */
  allowInternally(port: Port, options: FlowOptions): void {
    const flow = checkFlow(this, options);
    const own: RulePeer = { kind: "segment", name: this.segmentName };
    const target = { id: this.securityGroupId, scope: this, idPrefix: "" };
    this.#commit([
      { segment: this, rule: { direction: "egress", port, peer: own, ...flow }, target },
      { segment: this, rule: { direction: "ingress", port, peer: own, ...flow }, target },
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
  #addOutward(
    direction: Direction,
    peer: RulePeer,
    id: string | undefined,
    port: Port,
    options: FlowOptions,
  ): void {
    const rule = { direction, port, peer, ...checkFlow(this, options) };
    this.#commit([{ segment: this, rule, target: { id, scope: this, idPrefix: "" } }]);
  }

  /** All rules of one flow or none: the second end may refuse what the first one took. */
  #commit(ends: readonly { segment: Segment; rule: SecurityGroupRule; target: PeerTarget }[]): void {
    for (const { segment } of ends) {
      if (!segment.acceptsFlows) this.#fail(quarantineProblem(segment));
    }
    const open = ends.filter(({ segment }) => segment.#mutable);
    for (const { segment, rule } of open) {
      const refusal = segment.#rules[rule.direction].set.refusal(rule);
      if (refusal !== undefined) throw new CordonError([locate(refusal, segment.node.path)]);
    }
    for (const { segment, rule, target } of open) segment.#rules[rule.direction].add(rule, target);
  }

  /** Both rules of a flow between two segments, in the stack that depends on the other. */
  #connect(source: Segment, target: Segment, port: Port, options: FlowOptions): void {
    if (source === target) {
      this.#fail({
        code: "CORDON_FLOW_SELF",
        summary: "the segment is its own peer: all its workloads could reach each other",
        got: `${source.segmentName} to ${target.segmentName} on ${port}`,
        allowed: "another segment",
        fix: `say it where it is meant: allowInternally(port, { reason })`,
      });
    }
    const flow = checkFlow(this, options);
    const scope = dependentEnd(this, this === source ? target : source);
    const end = (segment: Segment, other: Segment, direction: Direction) => ({
      segment,
      rule: {
        direction,
        port,
        peer: { kind: "segment" as const, name: nameSeenFrom(segment, other) },
        ...flow,
      },
      target: {
        id: other.securityGroupId,
        scope: sameStack(scope, segment) ? segment : scope,
        idPrefix: sameStack(scope, segment) ? "" : `${pathKey(segment)}:`,
      },
    });
    this.#commit([end(source, target, "egress"), end(target, source, "ingress")]);
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

  #fail(problem: NetworkProblem): never {
    throw new CordonError([locate(problem, this.node.path)]);
  }
}

/** The checked parts of a flow's options that go into its rules. */
function checkFlow(segment: Segment, options: FlowOptions): { reason: string; flowId?: string } {
  const where = segment.node.path;
  const reason = valueOrThrow(checkReason(options?.reason), where);
  if (options.id === undefined) return { reason };
  return { reason, flowId: valueOrThrow(checkName(options.id, "flow"), where) };
}

function rulePeer(peer: Exclude<Peer, { kind: "aws-service" }>): [peer: RulePeer, id: string | undefined] {
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

/**
 * The end whose stack gets both rules, so that no two stacks depend on each other: the one that depends on the other
 * already, else the one that the flow is declared on.
 */
function dependentEnd(caller: Segment, other: Segment): Segment {
  const callerStack = TerraformStack.of(caller);
  const otherStack = TerraformStack.of(other);
  return callerStack !== otherStack && otherStack.dependsOn(callerStack) ? other : caller;
}

function sameStack(a: Segment, b: Segment): boolean {
  return TerraformStack.of(a) === TerraformStack.of(b);
}

/** The other segment's name, with its path where it belongs to another segmentation. */
function nameSeenFrom(segment: Segment, other: Segment): string {
  return segment.segmentation === other.segmentation ? other.segmentName : pathKey(other);
}

function pathKey(segment: Segment): string {
  return segment.node.path.replaceAll("/", ":");
}

function quarantineProblem(segment: Segment): NetworkProblem {
  return {
    code: "CORDON_FLOW_QUARANTINED",
    summary: "the quarantine is the segment without flows: what is put there is cut off",
    got: quote(segment.segmentName),
    allowed: "a segment that is no quarantine",
    fix: "make another segment, for example for forensic access, and put the workload there",
  };
}
