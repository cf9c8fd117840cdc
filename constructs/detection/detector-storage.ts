import type { AthenaWorkgroup } from "@cdktf/provider-aws/lib/athena-workgroup/index.js";
import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table/index.js";
import { GlueCatalogDatabase } from "@cdktf/provider-aws/lib/glue-catalog-database/index.js";
import { Construct } from "constructs";
import { KEPT_FOLDER, STATE_TABLE } from "../../core/contracts/anomaly-detector.js";
import { KEPT_TABLES, SUMMARY_DAYS } from "../../core/detection/kept-tables.js";
import { EncryptedBucket } from "../guardrails/encrypted-bucket.js";
import type { EncryptionKey } from "../guardrails/encryption-key.js";
import { tableProtection } from "../guardrails/table-protection.js";
import { catalogArns } from "./catalog-arns.js";
import { queryWorkgroup } from "./query-workgroup.js";
import { summaryTable } from "./summary-table.js";

/** How a detector keeps what it reads and knows. */
export interface DetectorStorageProps {
  readonly name: string;
  readonly key: EncryptionKey;
  readonly queryBytesCutoff: number;
  readonly deletionProtection: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

/** Answers of queries are copies of the log: nobody reads them after the run. */
const RESULT_DAYS = { retentionDays: 1, recoveryDays: 1 } as const;

/** Summaries in S3 and Glue, a workgroup with a cutoff for the detector alone, and the table of what it remembers. */
export class DetectorStorage extends Construct {
  readonly results: EncryptedBucket;
  readonly summaries: EncryptedBucket;
  readonly database: GlueCatalogDatabase;
  readonly workgroup: AthenaWorkgroup;
  readonly state: DynamodbTable;
  /** ARNs that a reader of the tables' definitions needs: catalog, database, tables. */
  readonly catalogArns: readonly string[];
  /** s3:// URL of the summaries, without a slash at the end. */
  readonly folder: string;

  constructor(scope: Construct, id: string, props: DetectorStorageProps) {
    super(scope, id);
    const { name, key } = props;
    const tags = { ...props.tags };
    this.results = new EncryptedBucket(this, "results", {
      key,
      namePrefix: `${name}-results-`,
      ...RESULT_DAYS,
      tags,
    });
    this.summaries = new EncryptedBucket(this, "summaries", {
      key,
      namePrefix: `${name}-summaries-`,
      retentionDays: SUMMARY_DAYS,
      recoveryDays: 1,
      tags,
    });
    this.folder = `s3://${this.summaries.bucketName}/${KEPT_FOLDER}`;
    const databaseName = `${name.replaceAll("-", "_")}_detector`;
    this.database = new GlueCatalogDatabase(this, "database", {
      name: databaseName,
      description: "Summaries of the access log",
      tags,
    });
    const tables = Object.values(KEPT_TABLES).map((table) =>
      summaryTable(this, { table, databaseName: this.database.name, folder: this.folder }),
    );
    this.catalogArns = catalogArns(this, databaseName, tables);
    this.workgroup = queryWorkgroup(this, {
      name: `${name}-detector`,
      description: "Queries of the anomaly detector",
      bytesCutoff: props.queryBytesCutoff,
      results: this.results,
      key,
      // By it the bill says what detection costs.
      tags: { ...tags, "cordon:detector": name },
    });
    this.state = new DynamodbTable(this, "state", {
      name: `${name}-detector`,
      ...tableProtection(props),
      hashKey: STATE_TABLE.hashKey,
      rangeKey: STATE_TABLE.rangeKey,
      attribute: [
        { name: STATE_TABLE.hashKey, type: "S" },
        { name: STATE_TABLE.rangeKey, type: "S" },
      ],
      ttl: { enabled: true, attributeName: STATE_TABLE.timeToLive },
    });
  }
}
