import { distance } from "fastest-levenshtein";
import { quote } from "../errors.js";

/** AWS regions (AWS General Reference, "AWS Regions"). One that opens later is a word here. */
export const REGIONS: readonly string[] = `
  af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2
  ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7
  ca-central-1 ca-west-1 cn-north-1 cn-northwest-1 eu-central-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2
  eu-west-1 eu-west-2 eu-west-3 eusc-de-east-1 il-central-1 me-central-1 me-south-1 me-west-1 mx-central-1 sa-east-1
  sa-west-1 us-east-1 us-east-2 us-gov-east-1 us-gov-west-1 us-west-1 us-west-2 us-iso-east-1 us-iso-west-1
  us-isob-east-1 us-isob-west-1 eu-isoe-west-1 us-isof-east-1 us-isof-south-1`
  .trim()
  .split(/\s+/);

/** The region's zones: "eu-central-1a", the local zone "us-west-2-lax-1a", the Wavelength zone "us-east-1-wl1-bos-wlz-1". */
export function isZoneOf(zone: string, region: string): boolean {
  return zone.startsWith(region) && /^(?:[a-z]|-[a-z0-9-]+)$/.test(zone.slice(region.length));
}

/**
 * Services with a VPC endpoint, by the end of the endpoint's service name (AWS PrivateLink Guide, "AWS services that
 * integrate with AWS PrivateLink"). New ones come every month: a name that is not here may be one.
 */
const SERVICES: readonly string[] = `
  access-analyzer account acm acm-pca airflow.api airflow.env airflow.ops amplify analytics-omics apigateway
  app-integrations appconfig appconfigdata application-autoscaling application-signals appmesh appmesh-envoy-management
  apprunner apprunner.requests appstream.api appstream.streaming appsync appsync-api aps aps-workspaces arc-zonal-shift
  athena auditmanager autoscaling autoscaling-plans awsconnector b2bi backup backup-gateway batch bedrock bedrock-agent
  bedrock-agent-runtime bedrock-runtime billing billingconductor cassandra ce cleanrooms cloud9 cloudcontrolapi
  clouddirectory cloudformation cloudhsmv2 cloudtrail codeartifact.api codeartifact.repositories codebuild codecommit
  codeconnections.api codedeploy codedeploy-commands-secure codeguru-profiler codeguru-reviewer codepipeline
  codestar-connections.api codewhisperer cognito-identity cognito-idp comprehend comprehendmedical compute-optimizer
  config connect-campaigns control-storage-omics controltower cost-optimization-hub data-servicediscovery databrew
  datasync datazone deadline.management deadline.scheduling devops-guru directconnect discovery dms drs ds dynamodb
  dynamodb-streams ebs ec2 ec2messages ecr.api ecr.dkr ecs ecs-agent ecs-telemetry eks eks-auth elasticache
  elasticbeanstalk elasticbeanstalk-health elasticfilesystem elasticloadbalancing elasticmapreduce email-smtp evs
  emr-containers emr-serverless emrwal.prod entityresolution events execute-api evidently finspace finspace-api fis
  forecast forecastquery frauddetector freetier fsx git-codecommit glue grafana grafana-workspace greengrass
  groundstation guardduty guardduty-data healthlake iam identitystore imagebuilder inspector2 inspector-scan
  iot.credentials iot.data iot.fleethub.api iotfleetwise iotroborunner iotsitewise.api iotsitewise.data iottwinmaker.api
  iottwinmaker.data iotwireless.api ivs.contribute kafka kafkaconnect kendra kinesis-firehose kinesis-streams
  kinesisanalytics kms lakeformation lambda launchwizard license-manager
  license-manager-user-subscriptions logs lookoutequipment lookoutmetrics lookoutvision lorawan.cups lorawan.lns m2
  macie2 managedblockchain-query mediaconnect medialive mediapackagev2 medical-imaging memorydb mgn
  migrationhub-orchestrator migrationhub-strategy models-v2-lex monitoring neptune-graph networkmonitor notebook
  observabilityadmin organizations osis panorama payment-cryptography.controlplane payment-cryptography.dataplane
  pca-connector-ad pca-connector-scep pcs personalize personalize-events personalize-runtime pi pinpoint
  pinpoint-sms-voice-v2 polly private-networks profile proton qapps qbusiness qldb.session quicksight-website ram rbin
  rds rds-data redshift redshift-data redshift-serverless refactor-spaces rekognition resiliencehub resource-groups
  robomaker rolesanywhere rum runtime-v2-lex rum-dataplane s3 s3-global.accesspoint s3-outposts s3tables sagemaker.api
  sagemaker.featurestore-runtime sagemaker.metrics sagemaker.runtime savingsplans scheduler schemas secretsmanager
  securityhub securitylake serverlessrepo servicecatalog servicecatalog-appregistry servicediscovery servicequotas ses
  shield signin simspaceweaver sms-voice snow-device-management sns sqs ssm ssm-contacts ssm-incidents
  ssm-quicksetup ssmmessages states storage-omics storagegateway streaming-rekognition sts support swf
  sync-states synthetics tags-omics taxsettings textract timestream.ingest-cell1 timestream-influxdb tnb transcribe
  transcribestreaming transfer transfer.server translate trustedadvisor verifiedpermissions voiceid vpc-lattice wafv2
  wellarchitected wisdom workflows-omics workspaces xray`
  .trim()
  .split(/\s+/);

/** What people call services whose endpoints have another name. */
const OTHERWISE_CALLED: ReadonlyMap<string, string> = new Map([
  ["cloudwatch", "monitoring"],
  ["ecr", "ecr.api"],
  ["efs", "elasticfilesystem"],
  ["eventbridge", "events"],
  ["firehose", "kinesis-firehose"],
  ["kinesis", "kinesis-streams"],
  ["sagemaker", "sagemaker.runtime"],
  ["stepfunctions", "states"],
]);

/** "Did you mean …?" for a name that misses a known service by a slip of the pen; undefined for any other name. */
export function nearService(name: string): string | undefined {
  if (SERVICES.includes(name) || name.length > 64) return undefined;
  const near =
    OTHERWISE_CALLED.get(name) ?? SERVICES.find((known) => distance(name, known) <= slips(known.length));
  return near === undefined ? undefined : `did you mean ${quote(near)}?`;
}

/** How many letters may differ for a slip. Short names differ by one letter from many a service that is to come. */
function slips(length: number): number {
  return length < 4 ? 0 : length < 8 ? 1 : 2;
}
