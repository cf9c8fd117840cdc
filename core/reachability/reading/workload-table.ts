/** How one resource type attaches security groups to network interfaces: a row of the workload table. */
export interface WorkloadRow {
  readonly type: string;
  /** Attribute paths of the groups, through nested blocks: "vpc_config.security_group_ids". */
  readonly groups: readonly string[];
  /** Attribute paths of the subnets. */
  readonly subnets: readonly string[];
  /** A subnet group that stands for subnets. */
  readonly subnetGroup?: { readonly path: string; readonly type: string };
  /** Attribute paths of its private addresses, of both IP versions. */
  readonly addresses?: readonly string[];
  /** What decides whether its interface has a public IPv4 address. @default - it never has one */
  readonly publicBy?: PublicBy;
  /**
   * It carries the VPC's default security group where it names none: always, or where it states a subnet.
   * @default - what it carries then is not known
   */
  readonly defaultGroup?: "always" | "in-subnet";
}

/** What decides about a public IPv4 address: an attribute and what it means when absent, or an Elastic IP alone. */
export type PublicBy =
  | { readonly attribute: string; readonly absent: "yes" | "no" | "subnet"; readonly inverted?: true }
  /** Its subnets, or the Elastic IPs that it lists at a path. */
  | { readonly attribute: null; readonly absent?: "subnet"; readonly elasticIps?: string };

const BY_SUBNET: PublicBy = { attribute: null, absent: "subnet" };

const PUBLICLY_ACCESSIBLE: PublicBy = { attribute: "publicly_accessible", absent: "no" };

/** The commonest shape: a block with groups and subnets. */
function inBlock(
  type: string,
  block: string,
  groups = "security_group_ids",
  subnets = "subnet_ids",
): WorkloadRow {
  return { type, groups: [`${block}.${groups}`], subnets: [`${block}.${subnets}`] };
}

/** The other common shape: two attributes. */
function atTop(type: string, groups = "security_group_ids", subnets = "subnet_ids"): WorkloadRow {
  return { type, groups: [groups], subnets: [subnets] };
}

function inSubnetGroup(type: string, groups: string, path: string, group: string): WorkloadRow {
  return { type, groups: [groups], subnets: [], subnetGroup: { path, type: group }, defaultGroup: "always" };
}

/** An EC2 instance and what requests one. */
function instance(type: string): WorkloadRow {
  return {
    type,
    groups: ["vpc_security_group_ids", "security_groups"],
    subnets: ["subnet_id"],
    addresses: ["private_ip", "secondary_private_ips", "ipv6_addresses"],
    publicBy: { attribute: "associate_public_ip_address", absent: "subnet" },
    defaultGroup: "always",
  };
}

function loadBalancer(type: string): WorkloadRow {
  return {
    type,
    groups: ["security_groups"],
    subnets: ["subnets", "subnet_mapping.subnet_id"],
    publicBy: { attribute: "internal", absent: "yes", inverted: true },
    defaultGroup: "always",
  };
}

/** A task of ECS, whichever resource starts it. */
function task(type: string, block: string): WorkloadRow {
  return {
    type,
    groups: [`${block}.security_groups`],
    subnets: [`${block}.subnets`],
    publicBy: { attribute: `${block}.assign_public_ip`, absent: "no" },
    defaultGroup: "in-subnet",
  };
}

/** A row whose service documents that it falls back to the VPC's default security group. */
function orDefaultGroup(row: WorkloadRow): WorkloadRow {
  return { ...row, defaultGroup: "in-subnet" };
}

/**
 * Every resource type of the AWS provider whose network interfaces carry security groups.
 *
 * Source: the provider's schema (5.100.0), all arguments that hold security groups; the meaning of the public
 * flags from the documentation of each resource.
 */
export const WORKLOAD_TABLE: readonly WorkloadRow[] = [
  instance("aws_instance"),
  instance("aws_spot_instance_request"),
  {
    type: "aws_network_interface",
    groups: ["security_groups"],
    subnets: ["subnet_id"],
    addresses: ["private_ips", "private_ip", "private_ip_list", "ipv6_addresses", "ipv6_address_list"],
    publicBy: { attribute: null },
    defaultGroup: "always",
  },
  {
    type: "aws_launch_template",
    groups: ["vpc_security_group_ids", "network_interfaces.security_groups"],
    subnets: ["network_interfaces.subnet_id"],
    publicBy: { attribute: "network_interfaces.associate_public_ip_address", absent: "subnet" },
    defaultGroup: "in-subnet",
  },
  {
    type: "aws_launch_configuration",
    groups: ["security_groups"],
    subnets: [],
    publicBy: { attribute: "associate_public_ip_address", absent: "subnet" },
    defaultGroup: "in-subnet",
  },
  {
    type: "aws_spot_fleet_request",
    groups: ["launch_specification.vpc_security_group_ids"],
    subnets: ["launch_specification.subnet_id"],
    publicBy: { attribute: "launch_specification.associate_public_ip_address", absent: "subnet" },
    defaultGroup: "in-subnet",
  },
  loadBalancer("aws_lb"),
  loadBalancer("aws_alb"),
  loadBalancer("aws_elb"),
  inBlock("aws_lambda_function", "vpc_config"),
  {
    ...inSubnetGroup(
      "aws_db_instance",
      "vpc_security_group_ids",
      "db_subnet_group_name",
      "aws_db_subnet_group",
    ),
    publicBy: PUBLICLY_ACCESSIBLE,
  },
  inSubnetGroup("aws_rds_cluster", "vpc_security_group_ids", "db_subnet_group_name", "aws_db_subnet_group"),
  atTop("aws_db_proxy", "vpc_security_group_ids", "vpc_subnet_ids"),
  orDefaultGroup(atTop("aws_db_proxy_endpoint", "vpc_security_group_ids", "vpc_subnet_ids")),
  inSubnetGroup(
    "aws_docdb_cluster",
    "vpc_security_group_ids",
    "db_subnet_group_name",
    "aws_docdb_subnet_group",
  ),
  atTop("aws_docdbelastic_cluster", "vpc_security_group_ids"),
  inSubnetGroup(
    "aws_neptune_cluster",
    "vpc_security_group_ids",
    "neptune_subnet_group_name",
    "aws_neptune_subnet_group",
  ),
  {
    ...inSubnetGroup(
      "aws_redshift_cluster",
      "vpc_security_group_ids",
      "cluster_subnet_group_name",
      "aws_redshift_subnet_group",
    ),
    publicBy: PUBLICLY_ACCESSIBLE,
  },
  inSubnetGroup(
    "aws_redshift_endpoint_access",
    "vpc_security_group_ids",
    "subnet_group_name",
    "aws_redshift_subnet_group",
  ),
  { ...atTop("aws_redshiftserverless_workgroup"), publicBy: PUBLICLY_ACCESSIBLE },
  atTop("aws_redshiftserverless_endpoint_access", "vpc_security_group_ids"),
  inSubnetGroup(
    "aws_elasticache_cluster",
    "security_group_ids",
    "subnet_group_name",
    "aws_elasticache_subnet_group",
  ),
  inSubnetGroup(
    "aws_elasticache_replication_group",
    "security_group_ids",
    "subnet_group_name",
    "aws_elasticache_subnet_group",
  ),
  orDefaultGroup(atTop("aws_elasticache_serverless_cache")),
  inSubnetGroup(
    "aws_memorydb_cluster",
    "security_group_ids",
    "subnet_group_name",
    "aws_memorydb_subnet_group",
  ),
  inSubnetGroup("aws_dax_cluster", "security_group_ids", "subnet_group_name", "aws_dax_subnet_group"),
  {
    ...inSubnetGroup(
      "aws_dms_replication_instance",
      "vpc_security_group_ids",
      "replication_subnet_group_id",
      "aws_dms_replication_subnet_group",
    ),
    publicBy: { attribute: "publicly_accessible", absent: "no" },
  },
  {
    type: "aws_dms_replication_config",
    groups: ["compute_config.vpc_security_group_ids"],
    subnets: [],
    subnetGroup: {
      path: "compute_config.replication_subnet_group_id",
      type: "aws_dms_replication_subnet_group",
    },
  },
  {
    ...atTop("aws_timestreaminfluxdb_db_instance", "vpc_security_group_ids", "vpc_subnet_ids"),
    publicBy: PUBLICLY_ACCESSIBLE,
  },
  task("aws_ecs_service", "network_configuration"),
  task("aws_ecs_task_set", "network_configuration"),
  task("aws_cloudwatch_event_target", "ecs_target.network_configuration"),
  task("aws_scheduler_schedule", "target.ecs_parameters.network_configuration"),
  task("aws_pipes_pipe", "target_parameters.ecs_task_parameters.network_configuration.aws_vpc_configuration"),
  {
    type: "aws_eks_node_group",
    // Those of its launch template; without them it carries the group of its cluster.
    groups: ["vpc_security_group_ids"],
    subnets: ["subnet_ids"],
    publicBy: BY_SUBNET,
  },
  { type: "aws_eks_fargate_profile", groups: [], subnets: ["subnet_ids"] },
  {
    type: "aws_eks_cluster",
    groups: ["vpc_config.security_group_ids", "vpc_config.cluster_security_group_id"],
    subnets: ["vpc_config.subnet_ids"],
  },
  {
    type: "aws_vpc_endpoint",
    groups: ["security_group_ids"],
    subnets: ["subnet_ids", "subnet_configuration.subnet_id"],
    addresses: ["subnet_configuration.ipv4", "subnet_configuration.ipv6"],
    defaultGroup: "in-subnet",
  },
  atTop("aws_opensearchserverless_vpc_endpoint"),
  orDefaultGroup(inBlock("aws_opensearch_domain", "vpc_options")),
  inBlock("aws_opensearch_vpc_endpoint", "vpc_options"),
  orDefaultGroup(inBlock("aws_elasticsearch_domain", "vpc_options")),
  inBlock("aws_elasticsearch_vpc_endpoint", "vpc_options"),
  inBlock("aws_osis_pipeline", "vpc_options"),
  {
    ...inBlock("aws_msk_cluster", "broker_node_group_info", "security_groups", "client_subnets"),
    publicBy: { attribute: "broker_node_group_info.connectivity_info.public_access.public", absent: "no" },
    defaultGroup: "in-subnet",
  },
  inBlock("aws_msk_serverless_cluster", "vpc_config"),
  atTop("aws_msk_vpc_connection", "security_groups", "client_subnets"),
  inBlock("aws_msk_replicator", "kafka_cluster.vpc_config", "security_groups_ids"),
  inBlock("aws_mskconnect_connector", "kafka_cluster.apache_kafka_cluster.vpc", "security_groups", "subnets"),
  { ...atTop("aws_mq_broker", "security_groups"), publicBy: PUBLICLY_ACCESSIBLE },
  inBlock("aws_mwaa_environment", "network_configuration"),
  {
    ...atTop("aws_efs_mount_target", "security_groups", "subnet_id"),
    addresses: ["ip_address", "ipv6_address"],
    defaultGroup: "in-subnet",
  },
  atTop("aws_fsx_file_cache"),
  atTop("aws_fsx_lustre_file_system"),
  atTop("aws_fsx_ontap_file_system"),
  atTop("aws_fsx_openzfs_file_system"),
  atTop("aws_fsx_windows_file_system"),
  inBlock("aws_datasync_location_efs", "ec2_config", "security_group_arns", "subnet_arn"),
  atTop("aws_datasync_agent", "security_group_arns", "subnet_arns"),
  {
    type: "aws_emr_cluster",
    groups: [
      "ec2_attributes.emr_managed_master_security_group",
      "ec2_attributes.emr_managed_slave_security_group",
      "ec2_attributes.additional_master_security_groups",
      "ec2_attributes.additional_slave_security_groups",
    ],
    subnets: ["ec2_attributes.subnet_id", "ec2_attributes.subnet_ids"],
    publicBy: BY_SUBNET,
  },
  {
    type: "aws_emr_studio",
    groups: ["engine_security_group_id", "workspace_security_group_id"],
    subnets: ["subnet_ids"],
  },
  inBlock("aws_emrserverless_application", "network_configuration"),
  {
    ...inBlock("aws_batch_compute_environment", "compute_resources", "security_group_ids", "subnets"),
    publicBy: BY_SUBNET,
  },
  inBlock("aws_glue_connection", "physical_connection_requirements", "security_group_id_list", "subnet_id"),
  atTop("aws_glue_dev_endpoint", "security_group_ids", "subnet_id"),
  atTop("aws_apigatewayv2_vpc_link"),
  orDefaultGroup(atTop("aws_apprunner_vpc_connector", "security_groups", "subnets")),
  inBlock("aws_appstream_fleet", "vpc_config"),
  inBlock("aws_appstream_image_builder", "vpc_config"),
  inBlock("aws_bedrock_custom_model", "vpc_config"),
  inBlock("aws_codebuild_fleet", "vpc_config", "security_group_ids", "subnets"),
  inBlock("aws_codebuild_project", "vpc_config", "security_group_ids", "subnets"),
  inBlock("aws_codeconnections_host", "vpc_configuration"),
  inBlock("aws_codestarconnections_host", "vpc_configuration"),
  inBlock("aws_comprehend_document_classifier", "vpc_config", "security_group_ids", "subnets"),
  inBlock("aws_comprehend_entity_recognizer", "vpc_config", "security_group_ids", "subnets"),
  inBlock("aws_devicefarm_test_grid_project", "vpc_config"),
  { type: "aws_ec2_client_vpn_endpoint", groups: ["security_group_ids"], subnets: [] },
  orDefaultGroup(atTop("aws_ec2_instance_connect_endpoint", "security_group_ids", "subnet_id")),
  inBlock("aws_finspace_kx_cluster", "vpc_configuration"),
  inBlock("aws_grafana_workspace", "vpc_configuration"),
  atTop("aws_imagebuilder_infrastructure_configuration", "security_group_ids", "subnet_id"),
  inBlock("aws_iot_topic_rule_destination", "vpc_configuration", "security_groups"),
  inBlock("aws_kinesis_firehose_delivery_stream", "elasticsearch_configuration.vpc_config"),
  inBlock("aws_kinesis_firehose_delivery_stream", "opensearch_configuration.vpc_config"),
  inBlock("aws_kinesis_firehose_delivery_stream", "opensearchserverless_configuration.vpc_config"),
  inBlock("aws_kinesisanalyticsv2_application", "application_configuration.vpc_configuration"),
  { ...atTop("aws_m2_environment"), publicBy: PUBLICLY_ACCESSIBLE },
  orDefaultGroup(inBlock("aws_medialive_channel", "vpc")),
  orDefaultGroup(inBlock("aws_medialive_input", "vpc")),
  inBlock("aws_prometheus_scraper", "source.eks"),
  atTop("aws_quicksight_vpc_connection"),
  atTop("aws_route53_resolver_endpoint", "security_group_ids", "ip_address.subnet_id"),
  atTop("aws_s3outposts_endpoint", "security_group_id", "subnet_id"),
  inBlock(
    "aws_sagemaker_data_quality_job_definition",
    "network_config.vpc_config",
    "security_group_ids",
    "subnets",
  ),
  {
    type: "aws_sagemaker_domain",
    groups: [
      "default_user_settings.security_groups",
      "default_space_settings.security_groups",
      "domain_settings.security_group_ids",
    ],
    subnets: ["subnet_ids"],
  },
  inBlock("aws_sagemaker_model", "vpc_config", "security_group_ids", "subnets"),
  atTop("aws_sagemaker_notebook_instance", "security_groups", "subnet_id"),
  { type: "aws_sagemaker_user_profile", groups: ["user_settings.security_groups"], subnets: [] },
  inBlock("aws_sagemaker_workforce", "workforce_vpc_config", "security_group_ids", "subnets"),
  inBlock("aws_synthetics_canary", "vpc_config"),
  {
    ...inBlock("aws_transfer_server", "endpoint_details"),
    publicBy: { attribute: null, elasticIps: "endpoint_details.address_allocation_ids" },
  },
  atTop("aws_verifiedaccess_endpoint", "security_group_ids", "load_balancer_options.subnet_ids"),
  atTop("aws_vpclattice_resource_gateway"),
  {
    type: "aws_workspaces_directory",
    groups: ["workspace_creation_properties.custom_security_group_id"],
    subnets: ["subnet_ids"],
  },
  atTop("aws_workspacesweb_network_settings"),
];
