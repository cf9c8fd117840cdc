import type { GlueCatalogTableStorageDescriptor } from "@cdktf/provider-aws/lib/glue-catalog-table/index.js";

/** Hive's names for Parquet files, which Athena and Firehose share. */
export const PARQUET = {
  inputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
  outputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
  serializationLibrary: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
} as const;

/**
 * Where and how a Glue table of Parquet files is stored.
 *
 * @param location s3:// URL of its folder, without a slash at the end
 */
export function parquetStorage(
  location: string,
  columns: { readonly name: string; readonly type: string; readonly comment?: string }[],
): GlueCatalogTableStorageDescriptor {
  const { inputFormat, outputFormat, serializationLibrary } = PARQUET;
  return {
    location: `${location}/`,
    inputFormat,
    outputFormat,
    serDeInfo: { name: "parquet", serializationLibrary, parameters: { "serialization.format": "1" } },
    columns,
  };
}
