import type { Attributes } from "../synthesized.js";
import type { FunctionCall, FunctionCalls } from "./broker-needs.js";
import { ACCOUNT, type DeployedStack, REGION } from "./deployed-stack.js";

const regional = (service: string, resource: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;
const calls = (actions: readonly string[], ...resources: readonly string[]): FunctionCall[] =>
  actions.flatMap((action) => resources.map((resource) => ({ action, resource })));

/**
 * The calls of the function of an anomaly detector, as Athena makes them in its name (Amazon Athena User Guide, "Access to
 * workgroups and tags", "Access to databases and tables in the AWS Glue Data Catalog", "Access to Amazon S3").
 */
export function detectorCalls(stack: DeployedStack, { environment }: Attributes): FunctionCalls {
  const { variables } = environment as { readonly variables: Readonly<Record<string, string>> };
  const get = (name: string) => variables[`CORDON_${name}`] ?? "";
  const glue = (resource: string) => regional("glue", resource);
  const [, summaries = ""] = /^s3:\/\/([^/]+)\//u.exec(get("SUMMARY_FOLDER")) ?? [];
  const results = bucketOf(
    stack
      .ofType("aws_athena_workgroup")
      .find(({ attributes }) => attributes["name"] === get("ATHENA_WORKGROUP")),
    ["configuration", "result_configuration", "output_location"],
  );
  const lake = bucketOf(
    stack
      .ofType("aws_glue_catalog_table")
      .find(({ attributes }) => attributes["database_name"] === get("LOG_DATABASE")),
    ["storage_descriptor", "location"],
  );
  const buckets = [lake, results, summaries].map((bucket) => `arn:aws:s3:::${bucket}`);
  const workgroup = regional("athena", `workgroup/${get("ATHENA_WORKGROUP")}`);
  const state = regional("dynamodb", `table/${get("STATE_TABLE")}`);
  const log = `arn:aws:s3:::${lake}/access-log/dt=2026-03-01/hour=09/x.parquet`;
  const write = (subject: string, attribute: string): FunctionCall => ({
    action: "dynamodb:UpdateItem",
    resource: regional("dynamodb", `table/${get("SUBJECT_TABLE")}`),
    context: { "dynamodb:LeadingKeys": subject, "dynamodb:Attributes": attribute },
  });
  const queries = [
    "athena:GetQueryExecution",
    "athena:GetQueryResults",
    "athena:StartQueryExecution",
    "athena:StopQueryExecution",
  ];
  return {
    does: [
      ...calls(queries, workgroup),
      ...calls(
        ["glue:GetDatabase", "glue:GetPartitions", "glue:GetTable"],
        glue("catalog"),
        glue(`database/${get("LOG_DATABASE")}`),
        glue(`table/${get("LOG_DATABASE")}/${get("LOG_TABLE")}`),
        glue(`database/${get("SUMMARY_DATABASE")}`),
        glue(`table/${get("SUMMARY_DATABASE")}/hour_cells`),
      ),
      ...calls(["s3:GetObject"], log),
      ...calls(["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"], ...buckets),
      ...calls(
        ["s3:AbortMultipartUpload", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject"],
        `arn:aws:s3:::${results}/x`,
        `arn:aws:s3:::${summaries}/kept/x`,
      ),
      ...calls(["dynamodb:PutItem", "dynamodb:Query"], state),
      ...calls(["sns:Publish"], get("FINDING_TOPIC")),
      ...(get("SUBJECT_TABLE") === ""
        ? []
        : [write("user:u-17", "risk"), write("service:orders", "critical_finding")]),
      ...(get("SECURITY_HUB") === "on"
        ? calls(["securityhub:BatchImportFindings"], regional("securityhub", `product/${ACCOUNT}/default`))
        : []),
    ],
    mayNot: [
      ...calls(["athena:StartQueryExecution"], regional("athena", "workgroup/primary")),
      ...calls(["s3:PutObject", "s3:DeleteObject"], log),
      ...calls(
        ["glue:UpdateTable", "glue:DeleteTable"],
        glue(`table/${get("LOG_DATABASE")}/${get("LOG_TABLE")}`),
      ),
      ...calls(["dynamodb:DeleteItem"], state),
      write("user:u-17", "policies"),
      write("session:s-1", "risk"),
      write("bundle:policies", "risk"),
    ],
    never: [],
  };
}

/** The bucket of an address "s3://<bucket>/…" within the attributes of a resource. */
function bucketOf(
  resource: { readonly attributes: Attributes } | undefined,
  path: readonly string[],
): string {
  const value = path.reduce<unknown>(
    (at, name) => (at as Attributes | undefined)?.[name],
    resource?.attributes,
  );
  return /^s3:\/\/([^/]+)/u.exec(String(value))?.[1] ?? "";
}
