/**
 * The largest file of CloudTrail that is read: some 50 MB are usual at most. A file is one object of JSON, for which DuckDB
 * takes twice this a thread: so few threads read them.
 */
export const LARGEST_TRAIL_BYTES = 128 * 2 ** 20;

/** What is read of a CloudTrail file (CloudTrail User Guide, "CloudTrail record contents"). */
export const CLOUDTRAIL_COLUMNS = `STRUCT(
  eventID VARCHAR, eventTime VARCHAR, eventName VARCHAR, eventSource VARCHAR, awsRegion VARCHAR,
  sourceIPAddress VARCHAR, errorCode VARCHAR,
  userIdentity STRUCT("type" VARCHAR, arn VARCHAR, invokedBy VARCHAR, accessKeyId VARCHAR,
    sessionContext STRUCT(sessionIssuer STRUCT(arn VARCHAR))))[]`.replaceAll(/\s+/gu, " ");

/**
 * CloudTrail files as access-log records.
 *
 * `user_id` is the ARN, for a session the ARN of its role, for a service "service:<invokedBy>"; `peer_group` is the
 * identity's type; `resource` and `action` are "s3:GetObject" without the version that some services append.
 * @param source a table function with the column `Records`
 */
export function cloudTrailSelect(source: string): string {
  // "ListFunctions20150331", "CreateDistribution2020_05_31", "UpdateFunctionCode20150331v2".
  const call = `regexp_replace(r.eventSource, '\\.amazonaws\\.com$', '') || ':' ||
    regexp_replace(r.eventName, '20[0-9]{2}_?[0-9]{2}_?[0-9]{2}(?:v[0-9]+)?$', '')`;
  const identity = "r.userIdentity";
  const invokedBy = `'service:' || ${identity}.invokedBy`;
  return `SELECT r.eventID AS event_id,
    TRY_CAST(r.eventTime AS TIMESTAMP) AS ts,
    CASE WHEN ${identity}."type" = 'AWSService' THEN ${invokedBy}
      ELSE coalesce(${identity}.sessionContext.sessionIssuer.arn, ${identity}.arn, ${invokedBy}) END AS user_id,
    ${identity}."type" AS peer_group,
    r.sourceIPAddress AS source_ip,
    CAST(NULL AS VARCHAR) AS "location",
    CAST(NULL AS DOUBLE) AS lat,
    CAST(NULL AS DOUBLE) AS lon,
    r.awsRegion AS region,
    ${call} AS resource,
    ${call} AS "action",
    CASE WHEN r.errorCode LIKE 'AccessDenied%' OR r.errorCode LIKE '%Unauthorized%'
      THEN 'DENY' ELSE 'ALLOW' END AS decision,
    coalesce(r.errorCode, 'allowed') AS reason,
    CAST(NULL AS VARCHAR) AS policy_id,
    CAST(NULL AS VARCHAR) AS device_id,
    ${identity}.accessKeyId AS session_id,
    CAST(NULL AS VARCHAR) AS "function"
  FROM (SELECT unnest(Records) AS r FROM ${source})`;
}
