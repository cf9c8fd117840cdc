import { actionsMeet } from "../iam/containment.js";

/** Something that a grant may leave open when it ends. */
export interface Outliving {
  /** The action that opens it, or "flow". */
  readonly opened: string;
  /** What may stay open. */
  readonly what: string;
  /** Where AWS says so. */
  readonly source: string;
}

/** Actions whose effects AWS does not end with the permission, each with the page that says so. */
const OUTLIVING: readonly Outliving[] = [
  {
    opened: "rds-db:connect",
    what: "a database session that is open; the token is checked only when it begins",
    source: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.html",
  },
  {
    opened: "dsql:DbConnect",
    what: "a database session that is open, for up to an hour and the transaction that it is in",
    source: "https://docs.aws.amazon.com/aurora-dsql/latest/userguide/working-with-connections.html",
  },
  {
    opened: "dsql:DbConnectAdmin",
    what: "a database session that is open, for up to an hour and the transaction that it is in",
    source: "https://docs.aws.amazon.com/aurora-dsql/latest/userguide/working-with-connections.html",
  },
  {
    opened: "redshift:GetClusterCredentials",
    what: "database credentials, for up to an hour, and sessions opened with them",
    source: "https://docs.aws.amazon.com/redshift/latest/APIReference/API_GetClusterCredentials.html",
  },
  {
    opened: "redshift:GetClusterCredentialsWithIAM",
    what: "database credentials, for up to an hour, and sessions opened with them",
    source: "https://docs.aws.amazon.com/redshift/latest/APIReference/API_GetClusterCredentialsWithIAM.html",
  },
  {
    opened: "elasticache:Connect",
    what: "a connection, for up to 12 hours",
    source: "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth-iam.html",
  },
  {
    opened: "ssm:StartSession",
    what: "a session on an instance until it ends or its time-out",
    source: "AWS Systems Manager User Guide, Session Manager",
  },
  {
    opened: "ssm:SendCommand",
    what: "a command that runs",
    source: "AWS Systems Manager User Guide, Run Command",
  },
  {
    opened: "ec2-instance-connect:OpenTunnel",
    what: "a tunnel, for up to an hour",
    source: "Amazon EC2 User Guide, EC2 Instance Connect Endpoint",
  },
  {
    opened: "ec2-instance-connect:SendSSHPublicKey",
    what: "an SSH connection that is open",
    source: "Amazon EC2 User Guide, EC2 Instance Connect",
  },
  {
    opened: "ecs:ExecuteCommand",
    what: "a shell in a container that is open",
    source: "Amazon ECS Developer Guide, ECS Exec",
  },
  {
    opened: "eks:AccessKubernetesApi",
    what: "a token for a cluster, for up to 15 minutes",
    source: "Amazon EKS User Guide, Cluster authentication",
  },
  {
    opened: "ecr:GetAuthorizationToken",
    what: "a registry token, for up to 12 hours",
    source: "https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_GetAuthorizationToken.html",
  },
  {
    opened: "ecr-public:GetAuthorizationToken",
    what: "a token for public registries, for up to 12 hours",
    source: "https://docs.aws.amazon.com/AmazonECRPublic/latest/APIReference/API_GetAuthorizationToken.html",
  },
  {
    opened: "codeartifact:GetAuthorizationToken",
    what: "a repository token, for up to 12 hours",
    source: "https://docs.aws.amazon.com/codeartifact/latest/ug/tokens-authentication.html",
  },
];

/** EC2 knows no deadline for a rule, and tracks connections that it let in. */
export const FLOW_OUTLIVES: readonly Outliving[] = [
  {
    opened: "flow",
    what: "connections that are open and tracked when the rules go",
    source: "Amazon EC2 User Guide, Security group connection tracking",
  },
];

/** What the allowed actions may leave open after the deadline. */
export function outlivesOf(allowed: readonly string[]): Outliving[] {
  return OUTLIVING.filter(({ opened }) => allowed.some((pattern) => actionsMeet(pattern, opened)));
}
