import { Construct } from "constructs";
import { ANOMALY_DETECTOR, KEPT_FOLDER } from "../../core/contracts/anomaly-detector.js";
import { WARNED_SUBJECTS, WARNING_ATTRIBUTES } from "../../core/contracts/subject-row.js";
import { LAKE_FOLDERS } from "../../core/detection/access-log-lake.js";
import type { DeployedFunction } from "../function/deployed-function.js";
import { NodejsFunction } from "../function/nodejs-function.js";
import { packageVersion } from "../function/package-version.js";
import { Account } from "../guardrails/account.js";
import type { EncryptionKey } from "../guardrails/encryption-key.js";
import type { AnomalyDetectorProps } from "./anomaly-detector-props.js";
import type { DetectorNotices } from "./detector-notices.js";
import type { DetectorStorage } from "./detector-storage.js";

/** What the function works on. */
export interface DetectorFunctionProps
  extends Pick<
    AnomalyDetectorProps,
    "administration" | "budgetPerDay" | "egress" | "engine" | "function" | "log"
  > {
  readonly name: string;
  readonly key: EncryptionKey;
  readonly storage: DetectorStorage;
  readonly notices: DetectorNotices;
  /** Patterns of the resources that hurt most. */
  readonly critical: readonly string[] | undefined;
  readonly securityHub: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * The function of a detector. It logs where the policy engine does: the records of its attacks on purpose take the way
 * of every record, and its other lines stay out of the lake.
 */
export class DetectorFunction extends Construct {
  readonly function: DeployedFunction;

  constructor(scope: Construct, id: string, props: DetectorFunctionProps) {
    super(scope, id);
    const { name, log, key, storage, notices } = props;
    const account = Account.of(this);
    const { database, table } = log.table;
    const buckets = [log.bucket.bucketArn, storage.results.bucketArn, storage.summaries.bucketArn];
    const registry = props.engine === undefined ? undefined : registryOf(props.engine);
    const product = `product/${account.accountId}/default`;
    this.function = new NodejsFunction(this, "function", {
      contract: ANOMALY_DETECTOR,
      functionName: `${name}-detector`,
      key,
      logGroup: log.logGroup,
      environment: {
        detectorName: name,
        workgroup: storage.workgroup.name,
        logDatabase: database.name,
        logTable: table.name,
        summaryDatabase: storage.database.name,
        summaryFolder: storage.folder,
        stateTable: storage.state.name,
        findingTopic: notices.topic.arn,
        version: packageVersion(),
        budget: String(props.budgetPerDay),
        securityHub: props.securityHub ? "on" : "off",
        ...registry?.environment,
        ...listed("critical", props.critical),
        ...listed("egress", props.egress),
        ...listed("administration", props.administration),
      },
      resources: {
        queries: [storage.workgroup.arn],
        catalog: [...new Set([...log.table.catalogArns, ...storage.catalogArns])],
        readLog: [`${log.bucket.bucketArn}/${LAKE_FOLDERS.records}/*`],
        buckets,
        answers: [`${storage.results.bucketArn}/*`, `${storage.summaries.bucketArn}/${KEPT_FOLDER}/*`],
        keys: [log.key.keyArn, key.keyArn, ...(registry?.keys ?? [])],
        state: [storage.state.arn],
        notices: [notices.topic.arn],
        ...registry?.resources,
        ...(props.securityHub ? { securityHub: [account.arn("securityhub", product)] } : {}),
      },
      ...(registry === undefined ? {} : { conditions: { subjects: WARNS } }),
      ...props.function,
      tags: props.tags,
    });
  }
}

/** The registry of a policy engine, into which risk is written. */
function registryOf({ tables, key }: NonNullable<AnomalyDetectorProps["engine"]>) {
  return {
    environment: { subjectTable: tables.subjects.name },
    resources: { subjects: [tables.subjects.arn] },
    keys: [key.keyArn],
  };
}

/** The risk of subjects, and nothing else of their rows: no session, and no access policy. */
const WARNS = {
  "ForAllValues:StringLike": { "dynamodb:LeadingKeys": WARNED_SUBJECTS.map((kind) => `${kind}*`) },
  "ForAllValues:StringEquals": { "dynamodb:Attributes": WARNING_ATTRIBUTES },
};

/** A list as its variable; an empty one is left out, which stands for what is assumed. */
function listed<Name extends "administration" | "critical" | "egress">(
  name: Name,
  items: readonly string[] | undefined,
): { readonly [Key in Name]?: string } {
  if (items === undefined || items.length === 0) return {};
  return { [name]: [...new Set(items)].join(",") } as { readonly [Key in Name]?: string };
}
