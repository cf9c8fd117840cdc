import type { LambdaContract } from "./contract.js";
import { choice, defaulted, list, optional, required, TEXT, type VariableKind } from "./variable.js";

/** Where the detector's gauges are: each run writes them in its log in the embedded metric format, alarms watch them. */
export const DETECTION_METRICS = {
  namespace: "Cordon/Detection",
  /** Its value is the name of the detector. */
  dimension: "Detector",
  gauges: {
    runs: { name: "Runs", unit: "Count" },
    queriesFailed: { name: "QueriesFailed", unit: "Count" },
    recordsSeen: { name: "RecordsSeen", unit: "Count" },
    canaryMissed: { name: "CanaryMissed", unit: "Count" },
    noticesPending: { name: "NoticesPending", unit: "Count" },
    summaryAgeHours: { name: "SummaryAgeHours", unit: "None" },
    hoursLost: { name: "HoursLost", unit: "None" },
    findings: { name: "Findings", unit: "Count" },
    detectionSeconds: { name: "DetectionLatencySeconds", unit: "Seconds" },
    canarySeconds: { name: "CanaryLatencySeconds", unit: "Seconds" },
  },
} as const;

/** What schedules send to the detector, besides what people ask. */
export const DETECTOR_EVENTS = {
  detect: { version: 1, verb: "detect" },
  summarize: { version: 1, verb: "summarize" },
  canary: { version: 1, verb: "canary" },
} as const;

/** The folder of the bucket of summaries that holds them, a table a folder and a version a folder in it. */
export const KEPT_FOLDER = "kept";

/** The table of the state: every row by its kind and its key. */
export const STATE_TABLE = { hashKey: "kind", rangeKey: "key", timeToLive: "purge_at" } as const;

/** A number of alerts a day, above 0. */
export const BUDGET: VariableKind<number> = {
  allowed: "a number above 0 and at most 10000, in decimal digits",
  parse: (text) => {
    if (!/^[0-9]{1,5}(?:\.[0-9]{1,6})?$/.test(text)) return undefined;
    const value = Number(text);
    return value > 0 && value <= 10_000 ? value : undefined;
  },
};

/** An SNS topic. */
export const TOPIC: VariableKind<string> = {
  allowed: "the ARN of an SNS topic",
  parse: (text) =>
    /^arn:aws(?:-[a-z]+)*:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_.-]{1,256}$/.test(text) ? text : undefined,
};

const FOLDER: VariableKind<string> = {
  allowed: "s3://<bucket>/<folder> without a slash at the end",
  parse: (text) =>
    /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?:\/[A-Za-z0-9_-]+)+$/.test(text) ? text : undefined,
};

/** Looks at the access log every five minutes, learns every night, and tells of what is unusual. */
export const ANOMALY_DETECTOR = {
  name: "anomaly-detector",
  description: "Finds what is unusual in the access log",
  invocation: "asynchronous",
  timeoutSeconds: 290,
  // The one that looks, and one that somebody asks meanwhile.
  reservedConcurrency: 2,
  bundleKibibytes: 800,
  environment: {
    detectorName: required("CORDON_DETECTOR_NAME", TEXT, "name of the detector, the dimension of its gauges"),
    workgroup: required("CORDON_ATHENA_WORKGROUP", TEXT, "Athena workgroup with the cutoff of a query"),
    logDatabase: required("CORDON_LOG_DATABASE", TEXT, "Glue database of the access log"),
    logTable: required("CORDON_LOG_TABLE", TEXT, "Glue table of the access log"),
    summaryDatabase: required("CORDON_SUMMARY_DATABASE", TEXT, "Glue database of the summaries"),
    summaryFolder: required("CORDON_SUMMARY_FOLDER", FOLDER, "where summaries are written"),
    stateTable: required("CORDON_STATE_TABLE", TEXT, "DynamoDB table of findings, answers and marks"),
    findingTopic: required("CORDON_FINDING_TOPIC", TOPIC, "SNS topic of findings"),
    version: required("CORDON_VERSION", TEXT, "version of Cordon, as findings name their maker"),
    budget: required("CORDON_ALERT_BUDGET", BUDGET, "false alerts a day that the team accepts"),
    securityHub: defaulted(
      "CORDON_SECURITY_HUB",
      choice("on", "off"),
      "off",
      "whether findings go to Security Hub of the account",
    ),
    subjectTable: optional(
      "CORDON_SUBJECT_TABLE",
      TEXT,
      "the policy engine's table of subjects, into which risk is written",
    ),
    critical: optional("CORDON_CRITICAL_RESOURCES", list(TEXT), "patterns of the resources that hurt most"),
    egress: optional("CORDON_EGRESS_CIDRS", list(TEXT), "CIDR blocks by which the team's networks leave"),
    administration: optional(
      "CORDON_ADMINISTRATION_ACTIONS",
      list(TEXT),
      "patterns of actions that change who may do what",
    ),
  },
  permissions: {
    queries: {
      actions: [
        "athena:GetQueryExecution",
        "athena:GetQueryResults",
        "athena:StartQueryExecution",
        "athena:StopQueryExecution",
      ],
      resource: "the detector's workgroup",
    },
    catalog: {
      actions: ["glue:GetDatabase", "glue:GetPartitions", "glue:GetTable"],
      resource: "the tables of the access log and of the summaries",
    },
    readLog: { actions: ["s3:GetObject"], resource: "the records of the access log" },
    buckets: {
      actions: ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"],
      resource: "the buckets of log, summaries and results",
    },
    answers: {
      actions: ["s3:AbortMultipartUpload", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject"],
      resource: "the summaries and the results of queries",
    },
    keys: {
      actions: ["kms:Decrypt", "kms:GenerateDataKey"],
      resource: "the keys of the log and of the detector",
    },
    state: { actions: ["dynamodb:PutItem", "dynamodb:Query"], resource: "the state of the detector" },
    notices: { actions: ["sns:Publish"], resource: "the topic of findings" },
    subjects: {
      actions: ["dynamodb:UpdateItem"],
      resource: "risk in the rows of subjects",
      boundBy: ["dynamodb:LeadingKeys", "dynamodb:Attributes"],
      optional: true,
    },
    securityHub: {
      actions: ["securityhub:BatchImportFindings"],
      resource: "the findings that the account makes itself",
      optional: true,
    },
  },
} as const satisfies LambdaContract;
