import {
  BatchGetItemCommand,
  type BatchGetItemCommandOutput,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import type { CompiledPolicies } from "../../../core/policy/engine/compile.js";
import { greaterRisk } from "../../../services/policy-engine/decide-access.js";
import type {
  DecisionSources,
  RegistryQuery,
  RegistryRecords,
} from "../../../services/policy-engine/ports.js";
import { denied, type Verified, verified } from "../../../services/policy-engine/reasons.js";
import type { GrantEntries } from "../../files/grant-policies.js";
import {
  type Row,
  readBundleRow,
  readDeviceRow,
  readGrantRow,
  readSessionRow,
  readSubjectRow,
} from "./registry-rows.js";

/** Where the records lie. */
export interface RegistryTables {
  /** Keyed by `device_id`. */
  readonly devices: string;
  /** Keyed by `subject`: "user:u-17", "service:checkout", "session:<id>", and {@link BUNDLE_KEY}. */
  readonly subjects: string;
  /** Keyed by `subject`; the access broker writes it, and nobody else. @default - nothing is granted just in time */
  readonly grants?: string | undefined;
}

/** What makes policies of the texts in rows; undefined for what is refused. */
export interface RowCompilers {
  /** Of a file of access policies. */
  readonly subjectPolicies: (file: string) => CompiledPolicies | undefined;
  /** Of the access policies that grants gave a subject. */
  readonly grantPolicies: (subject: string, entries: GrantEntries) => CompiledPolicies | undefined;
}

/** The row that says which bundle of access policies holds; no subject has such a kind. */
export const BUNDLE_KEY = "bundle:policies";

/** DynamoDB Developer Guide, "Error handling with DynamoDB": too much was asked, of a table or of the account. */
const THROTTLING = new Set([
  "ProvisionedThroughputExceededException",
  "RequestLimitExceeded",
  "ThrottlingException",
]);

type Keys = Record<string, { Keys: Record<string, { S: string }>[]; ConsistentRead: true }>;

/**
 * The registry in DynamoDB tables: one BatchGetItem a decision, with consistent reads, so a revocation, and the end of
 * a grant, counts from the moment at which its write was answered. Nothing is cached.
 */
export function dynamoDbRegistry(
  client: DynamoDBClient,
  tables: RegistryTables,
  compilers: RowCompilers,
): DecisionSources["registry"] {
  return async (query, signal) => {
    const rows = await readRows(client, keysOf(query, tables), signal);
    return rows.ok ? recordsOf(query, tables, rows.value, compilers) : rows;
  };
}

function keysOf(
  { subject, deviceId, sessionId }: RegistryQuery,
  { devices, subjects, grants }: RegistryTables,
): Keys {
  const names = [subject, BUNDLE_KEY, ...(sessionId === undefined ? [] : [`session:${sessionId}`])];
  return {
    [subjects]: { Keys: names.map((name) => ({ subject: { S: name } })), ConsistentRead: true },
    ...(deviceId === undefined
      ? {}
      : { [devices]: { Keys: [{ device_id: { S: deviceId } }], ConsistentRead: true } }),
    ...(grants === undefined
      ? {}
      : { [grants]: { Keys: [{ subject: { S: subject } }], ConsistentRead: true } }),
  };
}

type Rows = Readonly<Record<string, readonly Row[]>>;

/** DynamoDB answers in part when it is under load; what is left is asked for once more. */
async function readRows(client: DynamoDBClient, keys: Keys, signal: AbortSignal): Promise<Verified<Rows>> {
  const rows: Record<string, Row[]> = {};
  let open: BatchGetItemCommandOutput["UnprocessedKeys"] = keys;
  try {
    for (let attempt = 0; attempt < 2 && isAnything(open); attempt += 1) {
      const answer: BatchGetItemCommandOutput = await client.send(
        new BatchGetItemCommand({ RequestItems: open }),
        { abortSignal: signal },
      );
      for (const [table, items] of Object.entries(answer.Responses ?? {})) {
        rows[table] = [...(rows[table] ?? []), ...items];
      }
      open = answer.UnprocessedKeys;
    }
  } catch (error) {
    const name = error instanceof Error ? error.name : "";
    return denied(THROTTLING.has(name) ? "registry_throttled" : "registry_unavailable");
  }
  return isAnything(open) ? denied("registry_throttled") : verified(rows);
}

function isAnything(keys: BatchGetItemCommandOutput["UnprocessedKeys"]): keys is Keys {
  return keys !== undefined && Object.keys(keys).length > 0;
}

function recordsOf(
  { subject, sessionId }: RegistryQuery,
  { devices, subjects, grants }: RegistryTables,
  rows: Rows,
  compilers: RowCompilers,
): Verified<RegistryRecords> {
  const bySubject = (key: string) => rows[subjects]?.find((row) => row["subject"]?.S === key);
  const deviceRow = rows[devices]?.[0];
  const subjectRow = bySubject(subject);
  const sessionRow = sessionId === undefined ? undefined : bySubject(`session:${sessionId}`);
  const bundleRow = bySubject(BUNDLE_KEY);
  const device = deviceRow === undefined ? undefined : readDeviceRow(deviceRow);
  const about = subjectRow === undefined ? undefined : readSubjectRow(subjectRow);
  const session = sessionRow === undefined ? undefined : readSessionRow(sessionRow);
  const bundle = bundleRow === undefined ? undefined : readBundleRow(bundleRow);
  if (device?.ok === false) return device;
  if (about?.ok === false) return about;
  if (session?.ok === false) return session;
  if (bundle?.ok === false) return bundle;
  const file = about?.value.policies;
  const subjectPolicies = file === undefined ? undefined : compilers.subjectPolicies(file);
  if (file !== undefined && subjectPolicies === undefined) return denied("registry_invalid");
  const grantRow = grants === undefined ? undefined : rows[grants]?.[0];
  const granted = grantRow === undefined ? undefined : readGrantRow(grantRow);
  if (granted?.ok === false) return granted;
  const entries = granted?.value;
  const grantPolicies = entries === undefined ? undefined : compilers.grantPolicies(subject, entries);
  if (entries !== undefined && grantPolicies === undefined) return denied("registry_invalid");
  return verified({
    device: device?.value,
    tokensRevokedUntil: about?.value.tokensRevokedUntil,
    sessionRevoked: session?.value.revoked ?? false,
    risk: greaterRisk(about?.value.risk, session?.value.risk),
    subjectPolicies,
    grantPolicies,
    policyHash: bundle?.value,
  });
}
