import { TerraformElement } from "cdktf";
import { Construct } from "constructs";
import { CordonError, locate, quote, valueOrThrow } from "../../core/errors.js";
import type { NetworkProblem } from "../../core/network/error-codes.js";
import { checkSecurityGroupId } from "../../core/network/peer.js";
import { checkInterface, checkQuotas, DEFAULT_QUOTAS, type NetworkQuotas } from "../../core/network/quota.js";
import type { RulePeer } from "../../core/network/rule.js";
import { checkName } from "../../core/network/text.js";
import { TAGS } from "../../core/options/aws-kinds.js";
import type { SettingErrorCode } from "../../core/options/error-codes.js";
import { given } from "../../core/options/given.js";
import { FLAG, listOf } from "../../core/options/kinds.js";
import { type OptionKind, optional } from "../../core/options/option-kind.js";
import { options, type Shape } from "../../core/options/shape.js";
import { Expectations } from "../guardrails/expectations.js";
import { type Checked, checkArgument, checkConstruct, instanceOf } from "../settings/check-construct.js";
import { CHECKED_ELSEWHERE } from "../settings/checked-elsewhere.js";
import {
  EXPECTATION_END,
  EXPECTATION_OPTIONS,
  type ExpectationEnd,
  type ExpectationOptions,
  endLabel,
  endName,
  expectedTraffic,
} from "./expectation-end.js";
import { Quarantine } from "./quarantine.js";
import { type GatewayEndpointTarget, Segment, type SegmentScope } from "./segment.js";
import {
  OWN,
  SERVICE_ENDPOINTS,
  type ServiceEndpointProps,
  serviceEndpoint,
  serviceEndpointPeer,
} from "./service-endpoint.js";
import { VPC, type VpcReference } from "./vpc-reference.js";

/** Where a segmentation lives and how its rules are made. */
export interface SegmentationProps {
  readonly vpc: VpcReference;
  /**
   * Merges adjacent CIDR blocks and ports of one group exactly, so that more flows fit the quota.
   * @default false - one rule a flow and end
   */
  readonly aggregate?: boolean;
  /**
   * The account's quotas, where AWS raised them.
   * @default - 60 rules per direction and family, 5 groups per network interface
   */
  readonly quotas?: Partial<NetworkQuotas>;
  /**
   * Tags of every security group and endpoint.
   * @default - `Name` and `cordon:segment` only
   */
  readonly tags?: Readonly<Record<string, string>>;
  /**
   * How the endpoints of AWS services are made, by service name.
   * @default - gateway endpoints for s3 and dynamodb, interface endpoints for the rest, for this account's principals only
   */
  readonly serviceEndpoints?: Readonly<Record<string, ServiceEndpointProps>>;
}

/** Kinds of the options of a segmentation, for the constructs that are one. */
export const SEGMENTATION_OPTIONS: Shape<SegmentationProps> = {
  vpc: VPC,
  aggregate: optional(FLAG),
  quotas: optional(
    options<Partial<NetworkQuotas>>({
      rulesPerDirection: CHECKED_ELSEWHERE,
      groupsPerInterface: CHECKED_ELSEWHERE,
    }),
  ),
  tags: optional(TAGS),
  serviceEndpoints: optional(SERVICE_ENDPOINTS),
};

const SEGMENTATION: Checked<SettingErrorCode> = {
  subject: "the segmentation",
  code: "CORDON_SETTING_REFUSED",
  id: CHECKED_ELSEWHERE,
  kind: options<SegmentationProps>(SEGMENTATION_OPTIONS),
};
const argument = (kind: OptionKind) => ({ ...SEGMENTATION, kind });
const IMPORT = argument(
  options<ImportOptions>({ securityGroupId: CHECKED_ELSEWHERE, mutable: optional(FLAG) }),
);

/** A security group that exists already. */
interface ImportOptions {
  readonly securityGroupId: string;
  readonly mutable?: boolean;
}

/** The segments of one VPC and the flows between them. Everything that no flow names is denied. */
export class Segmentation extends Construct implements SegmentScope {
  readonly vpc: VpcReference;
  readonly aggregate: boolean;
  readonly quotas: NetworkQuotas;
  readonly tags: Readonly<Record<string, string>>;
  #expectations: Expectations | undefined;
  readonly #endpoints = new Map<string, Segment | GatewayEndpointTarget>();
  readonly #serviceEndpoints: ReadonlyMap<string, ServiceEndpointProps>;

  /**
   * @throws CordonError CORDON_SEGMENT_NAME_REFUSED for an id that cannot start a group's name;
   * CORDON_QUOTA_GROUPS for quotas that AWS does not grant
   */
  constructor(scope: Construct, id: string, props: SegmentationProps) {
    checkConstruct(scope, id, props, SEGMENTATION);
    const quotas = { ...DEFAULT_QUOTAS, ...given(props.quotas) };
    const name = valueOrThrow(checkName(id, "segmentation"), scope.node.path);
    failOn(checkQuotas(quotas), `${scope.node.path}/${name}`);
    super(scope, name);
    this.vpc = props.vpc;
    this.aggregate = props.aggregate ?? false;
    this.quotas = quotas;
    this.tags = props.tags ?? {};
    this.#serviceEndpoints = new Map(Object.entries(props.serviceEndpoints ?? {}));
    new SynthesisCheck(this, `${OWN}synthesis-check`, () =>
      this.segments.flatMap((segment) => segment.problems()),
    );
  }

  /** Every segment, in the order of declaration: made, imported, quarantine and service endpoints. */
  get segments(): readonly Segment[] {
    return this.node.children.filter((child) => child instanceof Segment);
  }

  /**
   * A new segment with a security group of its own and no flows.
   * @param name a letter, then letters, digits, ".", "_" and "-", at most 63 characters, not starting with "sg-"
   * @throws CordonError CORDON_SEGMENT_NAME_REFUSED, CORDON_SEGMENT_NAME_TAKEN
   */
  segment(name: string): Segment {
    return this.#register(name, () => new Segment(this, name));
  }

  /**
   * A segment whose security group exists already. Rules that the group has are its owner's and stay.
   * @param group.mutable whether flows add rules to the group @default true
   * @throws CordonError CORDON_SEGMENT_NAME_REFUSED, CORDON_SEGMENT_NAME_TAKEN, CORDON_SECURITY_GROUP_ID_REFUSED
   */
  importSegment(
    name: string,
    group: { readonly securityGroupId: string; readonly mutable?: boolean },
  ): Segment {
    checkArgument(this, "options", group, IMPORT);
    valueOrThrow(checkSecurityGroupId(group.securityGroupId), this.node.path);
    return this.#register(name, () => new Segment(this, name, given(group)));
  }

  /**
   * The segment without flows, for workloads that must be cut off.
   * @throws CordonError CORDON_SEGMENT_NAME_REFUSED, CORDON_SEGMENT_NAME_TAKEN
   */
  quarantine(name = "quarantine"): Quarantine {
    return this.#register(name, () => new Quarantine(this, name));
  }

  /**
   * The ids of several segments' groups, for one network interface that carries them all. They act as a union.
   * @throws CordonError CORDON_QUOTA_GROUPS for more groups than the interface takes
   */
  securityGroupIdsOf(...segments: readonly Segment[]): string[] {
    checkArgument(this, "segments", segments, argument(listOf(instanceOf("a segment", Segment))));
    const names = segments.map(({ segmentName }) => segmentName);
    failOn(checkInterface(names, this.quotas), this.node.path);
    return segments.map(({ securityGroupId }) => securityGroupId);
  }

  /**
   * States that `from` must be able to open the conversation with `to`; a synthesis that refutes it fails.
   * @param options.transitive whether a chain through other segments is enough @default false
   * @throws CordonError CORDON_EXPECTATION_TRAFFIC for a range of ports
   */
  expectPath(from: ExpectationEnd, to: ExpectationEnd, options: ExpectationOptions = {}): void {
    this.#expect(from, to, true, false, options);
  }

  /**
   * States that `from` must not be able to open the conversation with `to`; a synthesis that refutes it fails.
   * @param options.transitive whether chains through other segments count @default true
   * @throws CordonError CORDON_EXPECTATION_TRAFFIC for a range of ports
   */
  expectNoPath(from: ExpectationEnd, to: ExpectationEnd, options: ExpectationOptions = {}): void {
    this.#expect(from, to, false, true, options);
  }

  #expect(
    from: ExpectationEnd,
    to: ExpectationEnd,
    reach: boolean,
    byDefault: boolean,
    expectation: ExpectationOptions,
  ): void {
    checkArgument(this, "from", from, argument(EXPECTATION_END));
    checkArgument(this, "to", to, argument(EXPECTATION_END));
    checkArgument(this, "options", expectation, argument(EXPECTATION_OPTIONS));
    const { port, name, transitive = byDefault } = expectation;
    const traffic = port === undefined ? {} : valueOrThrow(expectedTraffic(port), this.node.path);
    const verb = reach ? "reaches" : "does not reach";
    const on = port === undefined ? "" : ` on ${port}`;
    this.#expectations ??= new Expectations(this, `${OWN}expectations`);
    this.#expectations.add({
      name: name ?? `${endLabel(from)} ${verb} ${endLabel(to)}${on}`,
      from: endName(from),
      to: endName(to),
      ...traffic,
      reach,
      transitive,
    });
  }

  /** @internal What a flow to the service goes to; made on first use. */
  serviceEndpoint(service: string): Segment | GatewayEndpointTarget {
    let endpoint = this.#endpoints.get(service);
    if (endpoint === undefined) {
      endpoint = serviceEndpoint(this, service, this.#serviceEndpoints.get(service) ?? {});
      this.#endpoints.set(service, endpoint);
    }
    return endpoint;
  }

  /** @internal The peer of a rule to the service, known before its endpoint is made. */
  serviceEndpointPeer(service: string): RulePeer {
    return serviceEndpointPeer(service);
  }

  #register<T extends Segment>(name: string, make: () => T): T {
    if (this.segments.some(({ segmentName }) => segmentName === name)) {
      const taken: NetworkProblem = {
        code: "CORDON_SEGMENT_NAME_TAKEN",
        summary: "two segments of one segmentation have the same name",
        got: quote(name),
        allowed: "each name once",
        fix: "choose another name, or keep the first segment in a variable and use that",
      };
      failOn([taken], this.node.path);
    }
    return make();
  }
}

function failOn(problems: readonly NetworkProblem[], where: string): void {
  if (problems.length > 0) throw new CordonError(problems.map((problem) => locate(problem, where)));
}

/**
 * Fails the synthesis of all stacks before the first one is written.
 *
 * CDKTF renders every element of every stack once before it writes any (App.synth, prepareStack); an error annotation
 * or a validation would come after other stacks are on the disk, and `Testing.synth` would not see it at all.
 */
class SynthesisCheck extends TerraformElement {
  readonly #problems: () => readonly NetworkProblem[];

  constructor(scope: Construct, id: string, problems: () => readonly NetworkProblem[]) {
    super(scope, id);
    this.#problems = problems;
  }

  override toTerraform(): object {
    const problems = this.#problems();
    if (problems.length > 0) throw new CordonError(problems);
    return super.toTerraform();
  }
}
