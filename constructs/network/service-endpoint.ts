import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity/index.js";
import { DataAwsEc2ManagedPrefixList } from "@cdktf/provider-aws/lib/data-aws-ec2-managed-prefix-list/index.js";
import { VpcEndpoint } from "@cdktf/provider-aws/lib/vpc-endpoint/index.js";
import { CordonError, quote } from "../../core/errors.js";
import { type PolicyStatement, policyText } from "../../core/iam/policy-text.js";
import { member } from "../../core/json/values.js";
import type { NetworkProblem } from "../../core/network/error-codes.js";
import { awsServicePeer } from "../../core/network/peer.js";
import { MANAGED_PREFIX_LIST_WEIGHTS } from "../../core/network/quota.js";
import type { RulePeer } from "../../core/network/rule.js";
import { isToken } from "../../core/network/token.js";
import { TEXT_OR_TOKEN } from "../../core/options/aws-kinds.js";
import { FLAG, recordOf, value } from "../../core/options/kinds.js";
import { type OptionKind, optional, wrong } from "../../core/options/option-kind.js";
import { options } from "../../core/options/shape.js";
import type { GatewayEndpointTarget, Segment, SegmentScope } from "./segment.js";

/** How the endpoint of one AWS service is made. */
export interface ServiceEndpointProps {
  /**
   * Leaves a gateway endpoint of the VPC as it is and only names its prefix list. Not for interface endpoints: import
   * their security group with {@link Segmentation.importSegment} and make the flow to that segment.
   * @default false
   */
  readonly existing?: boolean;
  /**
   * The endpoint policy as a JSON text.
   * @default - every action, for principals of this account on resources of this account only; through the endpoint of
   * s3 also reading what AWS publishes there: image layers of Amazon ECR, and the packages of Amazon Linux
   */
  readonly policy?: string;
}

const ENDPOINT = options<ServiceEndpointProps>({
  existing: optional(FLAG),
  policy: optional(TEXT_OR_TOKEN),
});

/** Endpoints by the names of their services. A policy for an endpoint that stays as it is would not count. */
export const SERVICE_ENDPOINTS: OptionKind = recordOf(
  optional({
    ...ENDPOINT,
    faults: (given, at) => {
      const faults = ENDPOINT.faults(given, at);
      const ignored =
        faults.length === 0 && member(given, "existing") === true && member(given, "policy") !== undefined;
      return ignored ? [wrong(given, at, "either existing or a policy", "leave one of the two out")] : faults;
    },
  }),
  serviceKind(),
);

function serviceKind(): OptionKind {
  const fix = (name: string) => {
    const checked = awsServicePeer(name);
    return checked.ok ? undefined : checked.problems[0]?.fix;
  };
  return value(
    "the name of a service endpoint: s3, secretsmanager, ecr.api",
    (name) => typeof name === "string" && awsServicePeer(name).ok,
    (name) => fix(String(name)),
  );
}

/** Endpoint policies hold at most this many characters (Amazon VPC User Guide, quotas). */
const LONGEST_POLICY = 20_480;
/** Starts the ids of what a segmentation makes besides segments. No segment's name starts so. */
export const OWN = "_";
const CALLER_IDENTITY_ID = `${OWN}caller-identity`;

/**
 * The way to an AWS service without the internet: s3 and dynamodb through a gateway endpoint and its managed prefix
 * list, other services through an interface endpoint with a segment of its own.
 */
export function serviceEndpoint(
  segmentation: SegmentScope,
  service: string,
  props: ServiceEndpointProps,
): Segment | GatewayEndpointTarget {
  const peer = serviceEndpointPeer(service);
  checkPolicy(segmentation, service, props);
  return peer.kind === "segment"
    ? interfaceEndpoint(segmentation, service, props, peer.name)
    : gatewayEndpoint(segmentation, service, props, peer);
}

/** The peer of a rule to the service's endpoint, which need not exist yet. */
export function serviceEndpointPeer(service: string): RulePeer {
  const maxEntries = MANAGED_PREFIX_LIST_WEIGHTS.get(service);
  return maxEntries === undefined
    ? { kind: "segment", name: `endpoint-${service}` }
    : { kind: "aws-service", name: service, maxEntries };
}

function gatewayEndpoint(
  segmentation: SegmentScope,
  service: string,
  props: ServiceEndpointProps,
  peer: RulePeer,
): GatewayEndpointTarget {
  const { vpc, tags } = segmentation;
  const region = regionOf(segmentation, service);
  const serviceName = `com.amazonaws.${region}.${service}`;
  const routeTableIds = vpc.routeTableIds ?? [];
  if (props.existing !== true) {
    if (routeTableIds.length === 0)
      fail(segmentation, service, "routeTableIds, for the routes of the gateway endpoint");
    new VpcEndpoint(segmentation, `${OWN}endpoint-${service}`, {
      vpcId: vpc.vpcId,
      serviceName,
      vpcEndpointType: "Gateway",
      routeTableIds: [...routeTableIds],
      policy: policyOf(segmentation, service, props),
      tags: { ...tags, Name: `${segmentation.node.id}-${service}` },
    });
  }
  const list = new DataAwsEc2ManagedPrefixList(segmentation, `${OWN}prefix-list-${service}`, {
    name: serviceName,
  });
  return { peer, prefixListId: list.id };
}

function interfaceEndpoint(
  segmentation: SegmentScope,
  service: string,
  props: ServiceEndpointProps,
  name: string,
): Segment {
  const { vpc, tags } = segmentation;
  const region = regionOf(segmentation, service);
  const subnetIds = vpc.endpointSubnetIds ?? [];
  if (props.existing === true) {
    fail(
      segmentation,
      service,
      "no existing interface endpoint; import its security group with importSegment",
    );
  }
  if (subnetIds.length === 0)
    fail(segmentation, service, "endpointSubnetIds, for the interfaces of the endpoint");
  const segment = segmentation.segment(name);
  new VpcEndpoint(segment, "endpoint", {
    vpcId: vpc.vpcId,
    serviceName: `com.amazonaws.${region}.${service}`,
    vpcEndpointType: "Interface",
    privateDnsEnabled: true,
    subnetIds: [...subnetIds],
    securityGroupIds: [segment.securityGroupId],
    policy: policyOf(segmentation, service, props),
    tags: { ...tags, Name: `${segmentation.node.id}-${service}` },
  });
  return segment;
}

function regionOf(segmentation: SegmentScope, service: string): string {
  const { region } = segmentation.vpc;
  if (region === undefined || isToken(region)) fail(segmentation, service, "region, as a literal");
  return region;
}

/**
 * The user's policy, or one that keeps other accounts out of the endpoint: their credentials, and their resources, which
 * a workload's own role could write to otherwise. Both are usual ways to carry data away.
 */
function policyOf(segmentation: SegmentScope, service: string, props: ServiceEndpointProps): string {
  if (props.policy === undefined) {
    const known = segmentation.node.tryFindChild(CALLER_IDENTITY_ID) as DataAwsCallerIdentity | undefined;
    const identity = known ?? new DataAwsCallerIdentity(segmentation, CALLER_IDENTITY_ID);
    return policyText([
      {
        Sid: "ThisAccountOnly",
        Effect: "Allow",
        Principal: { AWS: "*" },
        Action: "*",
        Resource: "*",
        Condition: {
          StringEquals: {
            "aws:PrincipalAccount": identity.accountId,
            "aws:ResourceAccount": identity.accountId,
          },
        },
      },
      ...(service === "s3" ? [readFromAws(regionOf(segmentation, service))] : []),
    ]);
  }
  return props.policy;
}

/**
 * What AWS publishes in buckets of its own, by requests that it has signed itself or that nobody has signed.
 *
 * Amazon ECR User Guide, "Minimum Amazon S3 bucket permissions for Amazon ECR"; user guides of Amazon Linux 2023 and 2.
 */
function readFromAws(region: string): PolicyStatement {
  const partition = region.startsWith("cn-") ? "aws-cn" : region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
  const buckets = [
    `prod-${region}-starport-layer-bucket`,
    `al2023-repos-${region}-de612dc2`,
    `amazonlinux-2-repos-${region}`,
  ];
  return {
    Sid: "ReadFromAws",
    Effect: "Allow",
    Principal: "*",
    Action: "s3:GetObject",
    Resource: buckets.map((bucket) => `arn:${partition}:s3:::${bucket}/*`),
  };
}

function checkPolicy(
  segmentation: SegmentScope,
  service: string,
  { policy = "" }: ServiceEndpointProps,
): void {
  if (policy.length > LONGEST_POLICY)
    fail(segmentation, service, `a policy of at most ${LONGEST_POLICY} characters`);
}

function fail(segmentation: SegmentScope, service: string, needed: string): never {
  throw new CordonError([
    {
      code: "CORDON_SERVICE_UNREACHABLE",
      summary: "the VPC lacks what the endpoint of this AWS service needs",
      got: quote(service),
      allowed: needed,
      fix: "add it to the vpc of the segmentation, or use SegmentedVpc, which has it",
      where: segmentation.node.path,
    } satisfies NetworkProblem,
  ]);
}
