import { member } from "../../json/values.js";
import { expectedTypes } from "./expected-types.js";

/**
 * Optional arguments that the provider fills in where they are left out, by type, of those that name groups, subnets, VPCs and
 * other things of a network: a plan shows them as known only after apply, whether they are given or null. It shows null for
 * every other optional argument, also inside a block, where a condition that it knows leads to null.
 *
 * Source: AWS provider 5.100, `terraform providers schema -json`: optional and computed.
 */
export const FILLED_ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  aws_alb: ["security_groups", "subnets"],
  aws_appstream_fleet: ["vpc_config.security_group_ids", "vpc_config.subnet_ids"],
  aws_appstream_image_builder: ["vpc_config.security_group_ids", "vpc_config.subnet_ids"],
  aws_autoscaling_group: [
    "launch_template.id",
    "launch_template.name",
    "mixed_instances_policy.launch_template.launch_template_specification.launch_template_id",
    "mixed_instances_policy.launch_template.launch_template_specification.launch_template_name",
    "vpc_zone_identifier",
  ],
  aws_cloudhsm_v2_hsm: ["subnet_id"],
  aws_dax_cluster: ["security_group_ids", "subnet_group_name"],
  aws_db_instance: ["db_subnet_group_name", "vpc_security_group_ids"],
  aws_db_proxy: ["vpc_security_group_ids"],
  aws_db_proxy_endpoint: ["vpc_security_group_ids"],
  aws_default_security_group: ["vpc_id"],
  aws_dms_replication_config: ["compute_config.vpc_security_group_ids"],
  aws_dms_replication_instance: ["replication_subnet_group_id", "vpc_security_group_ids"],
  aws_docdb_cluster: ["db_subnet_group_name", "vpc_security_group_ids"],
  aws_docdbelastic_cluster: ["subnet_ids", "vpc_security_group_ids"],
  aws_ec2_client_vpn_endpoint: ["security_group_ids", "vpc_id"],
  aws_ec2_instance_connect_endpoint: ["security_group_ids"],
  aws_efs_mount_target: ["security_groups"],
  aws_eip_association: ["instance_id", "network_interface_id"],
  aws_eks_node_group: ["launch_template.id", "launch_template.name"],
  aws_elasticache_cluster: ["security_group_ids", "subnet_group_name"],
  aws_elasticache_replication_group: ["security_group_ids", "subnet_group_name"],
  aws_elasticache_serverless_cache: ["security_group_ids", "subnet_ids"],
  aws_elasticsearch_vpc_endpoint: ["vpc_options.security_group_ids"],
  aws_elb: ["security_groups", "subnets"],
  aws_emr_cluster: ["ec2_attributes.subnet_id", "ec2_attributes.subnet_ids"],
  aws_fsx_ontap_file_system: ["route_table_ids"],
  aws_fsx_openzfs_file_system: ["route_table_ids"],
  aws_fsx_windows_file_system: ["preferred_subnet_id"],
  aws_instance: [
    "launch_template.id",
    "launch_template.name",
    "security_groups",
    "subnet_id",
    "vpc_security_group_ids",
  ],
  aws_internet_gateway: ["vpc_id"],
  aws_lb: ["security_groups", "subnets"],
  aws_m2_environment: ["security_group_ids", "subnet_ids"],
  aws_medialive_channel: ["vpc.security_group_ids"],
  aws_memorydb_cluster: ["subnet_group_name"],
  aws_mq_broker: ["subnet_ids"],
  aws_msk_serverless_cluster: ["vpc_config.security_group_ids"],
  aws_neptune_cluster: ["neptune_subnet_group_name", "vpc_security_group_ids"],
  aws_neptune_cluster_instance: ["neptune_subnet_group_name"],
  aws_network_acl: ["subnet_ids"],
  aws_network_interface: ["security_groups"],
  aws_opensearch_vpc_endpoint: ["vpc_options.security_group_ids"],
  aws_opensearchserverless_vpc_endpoint: ["security_group_ids"],
  aws_prometheus_scraper: ["source.eks.security_group_ids"],
  aws_rds_cluster: ["db_subnet_group_name", "vpc_security_group_ids"],
  aws_rds_cluster_instance: ["db_subnet_group_name"],
  aws_redshift_cluster: ["cluster_subnet_group_name", "vpc_security_group_ids"],
  aws_redshift_endpoint_access: ["vpc_security_group_ids"],
  aws_redshiftserverless_endpoint_access: ["vpc_security_group_ids"],
  aws_redshiftserverless_workgroup: ["security_group_ids", "subnet_ids"],
  aws_route: ["network_interface_id"],
  aws_sagemaker_notebook_instance: ["security_groups"],
  aws_security_group: ["vpc_id"],
  aws_security_group_rule: ["source_security_group_id"],
  aws_spot_fleet_request: [
    "launch_specification.subnet_id",
    "launch_specification.vpc_security_group_ids",
    "launch_template_config.overrides.subnet_id",
  ],
  aws_spot_instance_request: [
    "launch_template.id",
    "launch_template.name",
    "security_groups",
    "subnet_id",
    "vpc_security_group_ids",
  ],
  aws_transfer_server: ["endpoint_details.security_group_ids", "endpoint_details.vpc_endpoint_id"],
  aws_vpc_endpoint: ["route_table_ids", "security_group_ids", "subnet_ids"],
  aws_vpclattice_resource_gateway: ["security_group_ids"],
  aws_vpn_gateway: ["vpc_id"],
  aws_workspaces_directory: ["subnet_ids"],
};

/** Other names by which resources refer to what they stand in or are made from. */
const NAMES = /(?:^|_)subnet_group_(?:name|id)$|(?:^|\.)launch_template\.(?:id|name)$/;

/** A rule of the older kind names at least one of these ends; the provider and EC2 refuse it otherwise. */
const OTHER_ENDS = ["cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids", "self"];

/**
 * Whether a plan shows that the argument is null, or it cannot be.
 *
 * Source: AWS provider, internal/service/ec2/vpc_security_group_rule.go, `AtLeastOneOf`.
 */
export function showsNull(type: string, path: string, planned: unknown, unknown: unknown): boolean {
  const name = path.split(".").at(-1) ?? "";
  if (!type.startsWith("aws_") || (expectedTypes(name) === undefined && !NAMES.test(path))) return false;
  if (type === "aws_security_group_rule" && path === "source_security_group_id")
    return OTHER_ENDS.every((end) => isLeftOut(planned, unknown, end));
  return !(Object.hasOwn(FILLED_ARGUMENTS, type) && FILLED_ARGUMENTS[type]?.includes(path) === true);
}

function isLeftOut(planned: unknown, unknown: unknown, name: string): boolean {
  const [value, open] = [member(planned, name), member(unknown, name)];
  const isKnown = open === undefined || open === false || (Array.isArray(open) && !open.some(Boolean));
  const isEmpty = value === undefined || value === null || value === false;
  return isKnown && (isEmpty || (Array.isArray(value) && value.length === 0));
}
