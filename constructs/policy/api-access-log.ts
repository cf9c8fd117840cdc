import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group/index.js";
import type { TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { ignoredProblems } from "./deployments.js";
import type { PolicyEngineProblem } from "./error-codes.js";

/** Where an API logs. */
export interface ApiAccessLogProps {
  /** Name of the log group; a key's policy may depend on it. */
  readonly name: string;
  readonly keyArn: string;
  readonly retentionDays: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** Of both kinds of API (Amazon API Gateway Developer Guide, "Variables for access logging"). */
const FIELDS = {
  requestId: "$context.requestId",
  time: "$context.requestTimeEpoch",
  sourceIp: "$context.identity.sourceIp",
  method: "$context.httpMethod",
  path: "$context.path",
  protocol: "$context.protocol",
  status: "$context.status",
  responseLength: "$context.responseLength",
  // What the policy engine said; the error is there when API Gateway could not ask it.
  authorizerError: "$context.authorizer.error",
  reason: "$context.authorizer.reason",
  eventId: "$context.authorizer.eventId",
  subject: "$context.authorizer.subject",
  error: "$context.error.message",
} as const;

/** What a stage writes for each request: one line of JSON. */
const ACCESS_LOG_FORMAT = JSON.stringify(FIELDS);

/** The access log of an API itself: it also holds the requests that never reach the policy engine. */
export class ApiAccessLog extends Construct {
  readonly destinationArn: string;

  constructor(scope: Construct, id: string, props: ApiAccessLogProps) {
    super(scope, id);
    const group = new CloudwatchLogGroup(this, "Resource", {
      name: props.name,
      kmsKeyId: props.keyArn,
      retentionInDays: props.retentionDays,
      tags: { ...props.tags },
    });
    this.destinationArn = group.arn;
  }
}

/** A stage of either kind of API. */
interface LoggingStage extends TerraformResource {
  readonly accessLogSettingsInput: unknown;
  putAccessLogSettings(settings: { destinationArn: string; format: string }): void;
}

/** Switches the access log of a stage on, if it is off; a problem where Terraform would not do it. */
export function logRequests(stage: LoggingStage, { destinationArn }: ApiAccessLog): PolicyEngineProblem[] {
  if (stage.accessLogSettingsInput !== undefined) return [];
  stage.putAccessLogSettings({ destinationArn, format: ACCESS_LOG_FORMAT });
  return ignoredProblems(stage, "access_log_settings");
}
