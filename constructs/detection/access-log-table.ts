import { AthenaNamedQuery } from "@cdktf/provider-aws/lib/athena-named-query/index.js";
import type { AthenaWorkgroup } from "@cdktf/provider-aws/lib/athena-workgroup/index.js";
import { GlueCatalogDatabase } from "@cdktf/provider-aws/lib/glue-catalog-database/index.js";
import { GlueCatalogTable } from "@cdktf/provider-aws/lib/glue-catalog-table/index.js";
import { Construct } from "constructs";
import { ACCESS_LOG_PARTITIONS } from "../../core/detection/access-log.js";
import { denialsByReason, LAKE_FOLDERS, partitionProjection } from "../../core/detection/access-log-lake.js";
import { accessLogColumns } from "../../core/detection/access-log-schema.js";
import type { EncryptedBucket } from "../guardrails/encrypted-bucket.js";
import type { EncryptionKey } from "../guardrails/encryption-key.js";
import { catalogArns } from "./catalog-arns.js";
import { parquetStorage } from "./parquet.js";
import { queryWorkgroup } from "./query-workgroup.js";

/** What the table of an access log is made of. */
export interface AccessLogTableProps {
  readonly name: string;
  readonly bucketName: string;
  /** Where Athena puts what queries answer. */
  readonly results: EncryptedBucket;
  readonly key: EncryptionKey;
  readonly retentionDays: number;
  readonly queryBytesCutoff: number;
  readonly tags: Readonly<Record<string, string>>;
}

const TABLE_NAME = "access_log";
const SAMPLE_DAYS = 1;

/** The access log as a Glue table, and a workgroup of Athena that caps what a query may scan. */
export class AccessLogTable extends Construct {
  readonly database: GlueCatalogDatabase;
  readonly table: GlueCatalogTable;
  readonly workgroup: AthenaWorkgroup;
  /** ARNs that a reader or writer of the table's definition needs: catalog, database, table. */
  readonly catalogArns: readonly string[];

  constructor(scope: Construct, id: string, props: AccessLogTableProps) {
    super(scope, id);
    const databaseName = `${props.name.replaceAll("-", "_")}_access_log`;
    this.database = new GlueCatalogDatabase(this, "database", {
      name: databaseName,
      description: "Decisions of the policy engine",
      tags: { ...props.tags },
    });
    const location = `s3://${props.bucketName}/${LAKE_FOLDERS.records}`;
    const projection = partitionProjection(location, props.retentionDays);
    this.table = new GlueCatalogTable(this, "Resource", {
      databaseName: this.database.name,
      name: TABLE_NAME,
      description: "One row a decision",
      tableType: "EXTERNAL_TABLE",
      parameters: { ...escaped(projection), EXTERNAL: "TRUE", classification: "parquet" },
      partitionKeys: ACCESS_LOG_PARTITIONS.map(({ name, glue, meaning }) => ({
        name,
        type: glue,
        comment: meaning,
      })),
      storageDescriptor: parquetStorage(location, accessLogColumns()),
    });
    this.catalogArns = catalogArns(this, databaseName, [TABLE_NAME]);
    this.workgroup = queryWorkgroup(this, {
      name: `${props.name}-access-log`,
      description: "Queries of the access log",
      bytesCutoff: props.queryBytesCutoff,
      results: props.results,
      key: props.key,
      tags: { ...props.tags, Name: `${props.name}-access-log` },
    });
    new AthenaNamedQuery(this, "denials-by-reason", {
      name: "denials by reason",
      description: "Denials since yesterday, by reason",
      database: this.database.name,
      workgroup: this.workgroup.name,
      query: denialsByReason(TABLE_NAME, SAMPLE_DAYS),
    });
  }
}

/** The placeholder of the location, `\${dt}`, is Athena's: Terraform must not take it for its own. */
function escaped(projection: Readonly<Record<string, string>>): Record<string, string> {
  const key = "storage.location.template";
  return {
    ...projection,
    [key]: (projection[key] ?? "").replace(/\$\{(dt|hour)\}/g, "$$$${$1}"),
  };
}
