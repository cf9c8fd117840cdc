import { TerraformElement } from "cdktf";
import { Construct } from "constructs";
import { isJsonObject } from "../../core/json/values.js";
import { ec2Id, REGION } from "../../core/options/aws-kinds.js";
import { listOf, orToken } from "../../core/options/kinds.js";
import { type OptionKind, optional, wrong } from "../../core/options/option-kind.js";
import { objectWith, options, type Shape } from "../../core/options/shape.js";

/**
 * The VPC that a segmentation lives in: a {@link SegmentedVpc}, or the ids of one that exists already.
 *
 * Ids may be tokens.
 */
export interface VpcReference {
  readonly vpcId: string;
  /**
   * The AWS region as a literal, for example "eu-central-1".
   * @default - flows to AWS services are refused: their endpoints' names contain the region
   */
  readonly region?: string;
  /**
   * Route tables that get the routes of gateway endpoints (s3, dynamodb).
   * @default - flows to s3 and dynamodb are refused, unless their gateway endpoint exists already
   */
  readonly routeTableIds?: readonly string[];
  /**
   * Subnets that take the network interfaces of interface endpoints, one a zone.
   * @default - flows to AWS services with interface endpoints are refused
   */
  readonly endpointSubnetIds?: readonly string[];
}

const IDS: Shape<VpcReference> = {
  vpcId: ec2Id("vpc"),
  region: optional(orToken(REGION)),
  routeTableIds: optional(listOf(ec2Id("rtb"))),
  endpointSubnetIds: optional(listOf(ec2Id("subnet"))),
};
const ALLOWED =
  'a SegmentedVpc, or { vpcId: "vpc-0123456789abcdef0" } with its region, routeTableIds and endpointSubnetIds';
const REFERENCE = options<VpcReference>(IDS);
/** A construct of anybody's that says what a VPC must say, beside what constructs have. */
const CONSTRUCT = objectWith<VpcReference>(ALLOWED, IDS);

/**
 * A VPC to put groups into. A resource is none, though many have an attribute `vpcId`; and a group without a VPC would
 * land in the default one.
 */
export const VPC: OptionKind = {
  allowed: ALLOWED,
  faults: (given, at) => {
    if (TerraformElement.isTerraformElement(given) || !isJsonObject(given))
      return [
        wrong(
          given,
          at,
          ALLOWED,
          `write ${at}: { vpcId: ${typeof given === "string" ? "its id" : "vpc.id"} }`,
        ),
      ];
    return (Construct.isConstruct(given) ? CONSTRUCT : REFERENCE).faults(given, at);
  },
};
