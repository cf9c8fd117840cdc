import { GlueCatalogTable } from "@cdktf/provider-aws/lib/glue-catalog-table/index.js";
import type { Construct } from "constructs";
import { SUMMARY_GLUE_TYPES, VERSION_COLUMN } from "../../core/detection/kept-tables.js";
import type { Columns } from "../../core/detection/sql/statement.js";
import { parquetStorage } from "./parquet.js";

/** A table of summaries, and where its versions lie. */
export interface SummaryTableProps {
  readonly table: { readonly name: string; readonly columns: Columns };
  readonly databaseName: string;
  /** s3:// URL of the folder of all tables, without a slash at the end. */
  readonly folder: string;
}

/**
 * A Glue table whose partitions are versions. Athena finds a version by its name alone, which a query must say: nothing
 * lists them (Amazon Athena User Guide, "Supported types for partition projection", injected).
 *
 * @returns the table's name
 */
export function summaryTable(scope: Construct, { table, databaseName, folder }: SummaryTableProps): string {
  const location = `${folder}/${table.name}`;
  new GlueCatalogTable(scope, table.name, {
    databaseName,
    name: table.name,
    description: "Summaries by version; the state of the detector says which of them count",
    tableType: "EXTERNAL_TABLE",
    parameters: {
      EXTERNAL: "TRUE",
      classification: "parquet",
      "projection.enabled": "true",
      [`projection.${VERSION_COLUMN}.type`]: "injected",
      // The placeholder is Athena's: Terraform must not take it for its own.
      "storage.location.template": `${location}/$\${${VERSION_COLUMN}}/`,
    },
    partitionKeys: [{ name: VERSION_COLUMN, type: "string", comment: "Version, one a write" }],
    storageDescriptor: parquetStorage(
      location,
      Object.entries(table.columns).map(([name, type]) => ({ name, type: SUMMARY_GLUE_TYPES[type] })),
    ),
  });
  return table.name;
}
