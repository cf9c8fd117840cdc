const SECURITY_GROUPS = ["aws_security_group", "aws_default_security_group"];
const SUBNETS = ["aws_subnet", "aws_default_subnet"];
const VPCS = ["aws_vpc", "aws_default_vpc"];

/** Attributes whose value identifies a resource of one of some types; the plural ones hold a list. */
const TYPES_OF_ATTRIBUTE: ReadonlyMap<string, readonly string[]> = new Map([
  ["security_group_id", SECURITY_GROUPS],
  ["source_security_group_id", SECURITY_GROUPS],
  ["referenced_security_group_id", SECURITY_GROUPS],
  ["security_groups", SECURITY_GROUPS],
  ["security_group_ids", SECURITY_GROUPS],
  ["vpc_security_group_ids", SECURITY_GROUPS],
  ["vpc_id", VPCS],
  ["peer_vpc_id", VPCS],
  ["subnet_id", SUBNETS],
  ["subnet_ids", SUBNETS],
  ["subnets", SUBNETS],
  ["client_subnets", SUBNETS],
  ["vpc_subnet_ids", SUBNETS],
  ["vpc_zone_identifier", SUBNETS],
  ["route_table_id", ["aws_route_table", "aws_default_route_table"]],
  ["route_table_ids", ["aws_route_table", "aws_default_route_table"]],
  ["gateway_id", ["aws_internet_gateway", "aws_vpn_gateway"]],
  ["nat_gateway_id", ["aws_nat_gateway"]],
  ["egress_only_gateway_id", ["aws_egress_only_internet_gateway"]],
  ["transit_gateway_id", ["aws_ec2_transit_gateway"]],
  ["vpc_peering_connection_id", ["aws_vpc_peering_connection", "aws_vpc_peering_connection_accepter"]],
  ["vpc_endpoint_id", ["aws_vpc_endpoint"]],
  ["network_acl_id", ["aws_network_acl", "aws_default_network_acl"]],
  ["network_interface_id", ["aws_network_interface"]],
  ["instance_id", ["aws_instance"]],
  ["prefix_list_id", ["aws_ec2_managed_prefix_list", "aws_prefix_list"]],
  ["prefix_list_ids", ["aws_ec2_managed_prefix_list", "aws_prefix_list"]],
  ["destination_prefix_list_id", ["aws_ec2_managed_prefix_list", "aws_prefix_list"]],
]);

/** Types that the attribute may identify; undefined where it identifies nothing that we know. */
export function expectedTypes(attribute: string): readonly string[] | undefined {
  const listed = TYPES_OF_ATTRIBUTE.get(attribute);
  if (listed !== undefined) return listed;
  if (/security_groups?_(?:ids?|arns?)/.test(attribute) && !attribute.startsWith("default_"))
    return SECURITY_GROUPS;
  return /subnet_(?:ids?|arns?)$/.test(attribute) ? SUBNETS : undefined;
}

/** The attribute holds a list of identifiers. */
export function isPlural(attribute: string): boolean {
  return attribute.endsWith("s") || attribute === "vpc_zone_identifier";
}

/** The attribute holds the id of a VPC. */
export function identifiesVpc(attribute: string): boolean {
  return expectedTypes(attribute) === VPCS;
}

/** The attribute holds ids of subnets. */
export function identifiesSubnets(attribute: string): boolean {
  return expectedTypes(attribute) === SUBNETS;
}

/** The attribute holds ids of security groups. */
export function identifiesGroups(attribute: string): boolean {
  return expectedTypes(attribute) === SECURITY_GROUPS;
}
