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
