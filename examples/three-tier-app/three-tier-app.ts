import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group/index.js";
import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity/index.js";
import { DbInstance } from "@cdktf/provider-aws/lib/db-instance/index.js";
import { DbSubnetGroup } from "@cdktf/provider-aws/lib/db-subnet-group/index.js";
import { EcsCluster } from "@cdktf/provider-aws/lib/ecs-cluster/index.js";
import { EcsService } from "@cdktf/provider-aws/lib/ecs-service/index.js";
import { EcsTaskDefinition } from "@cdktf/provider-aws/lib/ecs-task-definition/index.js";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment/index.js";
import { Lb } from "@cdktf/provider-aws/lib/lb/index.js";
import { LbListener } from "@cdktf/provider-aws/lib/lb-listener/index.js";
import { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group/index.js";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import { LocalBackend, TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import {
  EncryptedBucket,
  EncryptionKey,
  logGroupsKeyUser,
  Peer,
  Port,
  SegmentedVpc,
  ThreeTier,
} from "cordon";

/** What differs between the places that this application is deployed to. */
export interface ThreeTierAppProps {
  readonly region: string;
  readonly zones: readonly string[];
  /** An image in a private ECR repository that serves HTTPS on 443. */
  readonly image: string;
  /** The certificate of the load balancer. */
  readonly certificateArn: string;
}

/** A load balancer, a service on Fargate and a PostgreSQL database, each in its own segment. */
export class ThreeTierApp extends TerraformStack {
  readonly shop: ThreeTier;

  constructor(scope: Construct, id: string, props: ThreeTierAppProps) {
    super(scope, id);
    new LocalBackend(this, { path: `../../../terraform.${id}.tfstate` });
    new AwsProvider(this, "aws", { region: props.region });

    const vpc = new SegmentedVpc(this, "shop-vpc", {
      region: props.region,
      cidr: "10.20.0.0/16",
      zones: props.zones,
      tiers: [
        {
          name: "frontend",
          public: true,
          reaches: [{ tier: "app", port: Port.HTTPS }],
          clients: [{ cidr: "203.0.113.0/24", port: Port.HTTPS }],
        },
        {
          name: "app",
          reaches: [
            { tier: "db", port: Port.POSTGRES },
            { tier: "endpoints", port: Port.HTTPS },
          ],
          outside: [Port.HTTPS],
        },
        { name: "db" },
        { name: "endpoints" },
      ],
      endpointTier: "endpoints",
    });

    this.shop = new ThreeTier(this, "shop", {
      vpc,
      clients: [{ peer: Peer.cidr("203.0.113.0/24"), reason: "office users" }],
      egress: [
        { from: "app", to: Peer.awsService("s3"), reason: "invoices and image layers" },
        { from: "app", to: Peer.awsService("ecr.api"), reason: "image manifests" },
        { from: "app", to: Peer.awsService("ecr.dkr"), reason: "image layers" },
        { from: "app", to: Peer.awsService("logs"), reason: "application log" },
        { from: "app", to: Peer.awsService("secretsmanager"), reason: "database password" },
      ],
    });

    // A violated expectation fails the synthesis.
    const { frontend, app, db } = this.shop;
    this.shop.expectNoPath("internet", db, { name: "the internet never reaches the database" });
    this.shop.expectNoPath(frontend, db, { name: "the frontend never queries", transitive: false });
    this.shop.expectPath(app, db, { name: "the app queries the database", port: Port.POSTGRES });

    const targets = this.#loadBalancer(vpc, props);
    const database = this.#database(vpc);
    this.#service(vpc, props, targets, database);
  }

  #loadBalancer(vpc: SegmentedVpc, { region, certificateArn }: ThreeTierAppProps): LbTargetGroup {
    const accessLog = this.#balancerLog(region);
    const balancer = new Lb(this, "load-balancer", {
      name: "shop",
      loadBalancerType: "application",
      internal: false,
      subnets: vpc.subnetIds("frontend"),
      securityGroups: [this.shop.frontend.securityGroupId],
      dropInvalidHeaderFields: true,
      enableDeletionProtection: true,
      accessLogs: { bucket: accessLog.bucketName, enabled: true },
      dependsOn: [accessLog.policy],
    });
    const targets = new LbTargetGroup(this, "targets", {
      name: "shop-app",
      vpcId: vpc.vpcId,
      targetType: "ip",
      port: 443,
      protocol: "HTTPS",
      healthCheck: { path: "/health", protocol: "HTTPS" },
    });
    new LbListener(this, "listener", {
      loadBalancerArn: balancer.arn,
      port: 443,
      protocol: "HTTPS",
      sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
      certificateArn,
      defaultAction: [{ type: "forward", targetGroupArn: targets.arn }],
    });
    new TerraformOutput(this, "address", { value: balancer.dnsName });
    return targets;
  }

  /** Source: User Guide for Application Load Balancers, "Enable access logs". */
  #balancerLog(region: string): EncryptedBucket {
    const { accountId } = new DataAwsCallerIdentity(this, "account");
    const balancers = `arn:aws:elasticloadbalancing:${region}:${accountId}:loadbalancer/*`;
    return new EncryptedBucket(this, "balancer-log", {
      namePrefix: "shop-balancer-log-",
      key: "AES256",
      retentionDays: 400,
      statements: (bucketArn) => [
        {
          Sid: "BalancerLog",
          Effect: "Allow",
          Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
          Action: "s3:PutObject",
          Resource: `${bucketArn}/AWSLogs/${accountId}/*`,
          Condition: { ArnLike: { "aws:SourceArn": balancers } },
        },
      ],
    });
  }

  #database(vpc: SegmentedVpc): DbInstance {
    const subnets = new DbSubnetGroup(this, "database-subnets", {
      name: "shop-db",
      subnetIds: vpc.subnetIds("db"),
    });
    return new DbInstance(this, "database", {
      identifier: "shop",
      engine: "postgres",
      engineVersion: "16",
      instanceClass: "db.t4g.medium",
      allocatedStorage: 50,
      dbName: "orders",
      username: "shop",
      manageMasterUserPassword: true,
      iamDatabaseAuthenticationEnabled: true,
      storageEncrypted: true,
      multiAz: true,
      backupRetentionPeriod: 14,
      autoMinorVersionUpgrade: true,
      copyTagsToSnapshot: true,
      deletionProtection: true,
      finalSnapshotIdentifier: "shop-final",
      publiclyAccessible: false,
      dbSubnetGroupName: subnets.name,
      vpcSecurityGroupIds: [this.shop.db.securityGroupId],
      enabledCloudwatchLogsExports: ["postgresql"],
    });
  }

  #service(vpc: SegmentedVpc, props: ThreeTierAppProps, targets: LbTargetGroup, database: DbInstance): void {
    const logName = "/shop/app";
    const key = new EncryptionKey(this, "key", {
      description: "Encrypts the log of the shop",
      users: [logGroupsKeyUser(this, logName)],
    });
    const log = new CloudwatchLogGroup(this, "log", {
      name: logName,
      retentionInDays: 365,
      kmsKeyId: key.keyArn,
    });
    const role = new IamRole(this, "execution-role", {
      name: "shop-execution",
      assumeRolePolicy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          { Effect: "Allow", Principal: { Service: "ecs-tasks.amazonaws.com" }, Action: "sts:AssumeRole" },
        ],
      }),
    });
    new IamRolePolicyAttachment(this, "execution-policy", {
      role: role.name,
      policyArn: "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy",
    });
    const cluster = new EcsCluster(this, "cluster", {
      name: "shop",
      setting: [{ name: "containerInsights", value: "enabled" }],
    });
    const task = new EcsTaskDefinition(this, "task", {
      family: "shop-app",
      requiresCompatibilities: ["FARGATE"],
      networkMode: "awsvpc",
      cpu: "512",
      memory: "1024",
      executionRoleArn: role.arn,
      containerDefinitions: JSON.stringify([
        {
          name: "app",
          image: props.image,
          essential: true,
          readonlyRootFilesystem: true,
          portMappings: [{ containerPort: 443, protocol: "tcp" }],
          environment: [{ name: "DATABASE_HOST", value: database.address }],
          logConfiguration: {
            logDriver: "awslogs",
            options: {
              "awslogs-group": log.name,
              "awslogs-region": props.region,
              "awslogs-stream-prefix": "app",
            },
          },
        },
      ]),
    });
    new EcsService(this, "service", {
      name: "shop-app",
      cluster: cluster.arn,
      taskDefinition: task.arn,
      desiredCount: 2,
      launchType: "FARGATE",
      networkConfiguration: {
        subnets: vpc.subnetIds("app"),
        securityGroups: [this.shop.app.securityGroupId],
        assignPublicIp: false,
      },
      loadBalancer: [{ targetGroupArn: targets.arn, containerName: "app", containerPort: 443 }],
    });
  }
}
