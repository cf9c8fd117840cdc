import { ACCESS_LOG_PARTITIONS } from "./access-log.js";

/** Folder of the lake's bucket that holds the records, and the one for what could not be converted. */
export const LAKE_FOLDERS = { records: "access-log", errors: "errors" } as const;

/**
 * Object prefixes of the delivery. Firehose fills in the UTC instant at which the oldest record of an object arrived
 * (Amazon Data Firehose Developer Guide, "Custom prefixes for Amazon S3 objects").
 */
export const DELIVERY_PREFIXES = {
  records: `${LAKE_FOLDERS.records}/dt=!{timestamp:yyyy-MM-dd}/hour=!{timestamp:HH}/`,
  errors: `${LAKE_FOLDERS.errors}/!{firehose:error-output-type}/dt=!{timestamp:yyyy-MM-dd}/`,
} as const;

/** The folder of one partition, as the delivery writes it and the table's projection finds it: "dt=2026-03-01/hour=09". */
export function partitionPath(instant: Date): string {
  const text = instant.toISOString();
  return `dt=${text.slice(0, 10)}/hour=${text.slice(11, 13)}`;
}

/**
 * Table parameters by which Athena works out the partitions from the query, without a crawler and without a listing of
 * them in the catalog (Amazon Athena User Guide, "Partition projection").
 *
 * @param location s3:// URL of the folder of the records, without a slash at the end
 * @param days how many days back partitions exist
 */
export function partitionProjection(location: string, days: number): Record<string, string> {
  const [day, hour] = ACCESS_LOG_PARTITIONS;
  return {
    "projection.enabled": "true",
    [`projection.${day.name}.type`]: "date",
    [`projection.${day.name}.format`]: "yyyy-MM-dd",
    // NOW is UTC, as the delivery's timestamps are.
    [`projection.${day.name}.range`]: `NOW-${days}DAYS,NOW`,
    [`projection.${day.name}.interval`]: "1",
    [`projection.${day.name}.interval.unit`]: "DAYS",
    [`projection.${hour.name}.type`]: "integer",
    [`projection.${hour.name}.range`]: "0,23",
    [`projection.${hour.name}.digits`]: "2",
    // Placeholders of Athena. Terraform would take them for its own: what writes them into its JSON escapes them.
    "storage.location.template": `${location}/${day.name}=\${${day.name}}/${hour.name}=\${${hour.name}}/`,
  };
}

/**
 * The denials of the last days by reason: the sample query of the workgroup, for Athena and DuckDB alike. The bound on
 * `dt` keeps the scan small.
 */
export function denialsByReason(table: string, days: number): string {
  return [
    "SELECT reason, count(*) AS denials, count(DISTINCT user_id) AS users, max(ts) AS latest",
    `FROM ${table}`,
    `WHERE dt >= CAST(CAST(current_date - INTERVAL '${days}' DAY AS date) AS varchar)`,
    "  AND decision = 'DENY'",
    "GROUP BY reason",
    "ORDER BY denials DESC",
  ].join("\n");
}
