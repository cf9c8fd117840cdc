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
    source: "Amazon RDS User Guide, IAM database authentication",
  },
  {
    opened: "dsql:DbConnect",
    what: "a database session that is open, for up to an hour",
    source: "Amazon Aurora DSQL User Guide, Authentication and authorization",
  },
  {
    opened: "redshift:GetClusterCredentials",
    what: "database credentials, for up to an hour, and sessions opened with them",
    source: "Amazon Redshift API Reference, GetClusterCredentials",
  },
  {
    opened: "elasticache:Connect",
    what: "a connection, for up to 12 hours",
    source: "Amazon ElastiCache User Guide, Authenticating with IAM",
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
    source: "Amazon ECR User Guide, Private registry authentication",
  },
  {
    opened: "codeartifact:GetAuthorizationToken",
    what: "a repository token, for up to 12 hours",
    source: "AWS CodeArtifact User Guide, Authentication and tokens",
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
