import type { AttributeValue, TransactWriteItem } from "@aws-sdk/client-dynamodb";
import type { AuditEvent, ChainHead } from "../../../core/access/audit-chain.js";
import { type Grant, isOpen } from "../../../core/access/grant.js";
import { OPEN_GRANTS_KEY } from "../../../core/contracts/access-broker.js";
import type { Idempotency } from "../../../services/access-broker/ports.js";

/** Partitions of the table: items of one kind lie together, so that every list is a consistent query. */
export const PARTITION = {
  grant: "grant",
  open: OPEN_GRANTS_KEY,
  audit: "audit",
  chain: "chain",
  person: (id: string) => `person#${id.toLowerCase()}`,
  token: (key: string) => `token#${key}`,
  signature: (signature: string) => `signature#${signature}`,
} as const;

/** Sort key of what stands alone in its partition. */
export const ALONE = "-";

/** The keys of an item. */
export function keyOf(pk: string, sk: string): Record<string, AttributeValue> {
  return { pk: { S: pk }, sk: { S: sk } };
}

const NEW = "attribute_not_exists(pk)";
/** Digits enough for a chain that gets a thousand events a second for a century. */
const DIGITS = 15;

function put(
  table: string,
  key: Record<string, AttributeValue>,
  others: Record<string, AttributeValue>,
  condition?: Pick<
    NonNullable<TransactWriteItem["Put"]>,
    "ConditionExpression" | "ExpressionAttributeNames" | "ExpressionAttributeValues"
  >,
): TransactWriteItem {
  return { Put: { TableName: table, Item: { ...key, ...others }, ...condition } };
}

/** The grant in its own item and in the lists that name it. The first item has the condition. */
export function grantItems(table: string, grant: Grant): TransactWriteItem[] {
  const body = { body: { S: JSON.stringify(grant) }, version: { N: String(grant.version) } };
  const condition =
    grant.version === 1
      ? { ConditionExpression: NEW }
      : {
          ConditionExpression: "#version = :before",
          ExpressionAttributeNames: { "#version": "version" },
          ExpressionAttributeValues: { ":before": { N: String(grant.version - 1) } },
        };
  const open = keyOf(PARTITION.open, grant.id);
  return [
    put(table, keyOf(PARTITION.grant, grant.id), body, condition),
    put(table, keyOf(PARTITION.person(grant.request.requester.id), grant.id), body),
    isOpen(grant) ? put(table, open, body) : { Delete: { TableName: table, Key: open } },
  ];
}

/** The condition that a grant is still as it was read. */
export function unchangedItem(table: string, { id, version }: Grant): TransactWriteItem {
  return {
    ConditionCheck: {
      TableName: table,
      Key: keyOf(PARTITION.grant, id),
      ConditionExpression: "#version = :read",
      ExpressionAttributeNames: { "#version": "version" },
      ExpressionAttributeValues: { ":read": { N: String(version) } },
    },
  };
}

/** The event as the next one of the chain, and the head that it then has. */
export function chainItems(
  table: string,
  event: AuditEvent,
  { count, hash }: ChainHead,
): TransactWriteItem[] {
  const head = { count: { N: String(count) }, hash: { S: hash } };
  const condition =
    count === 1
      ? { ConditionExpression: NEW }
      : {
          ConditionExpression: "#hash = :before",
          ExpressionAttributeNames: { "#hash": "hash" },
          ExpressionAttributeValues: { ":before": { S: event.previousHash } },
        };
  return [
    put(table, keyOf(PARTITION.chain, ALONE), head, condition),
    put(
      table,
      keyOf(PARTITION.audit, String(count).padStart(DIGITS, "0")),
      { body: { S: JSON.stringify(event) } },
      { ConditionExpression: NEW },
    ),
  ];
}

/** The client token, which stands for one grant. */
export function tokenItem(table: string, grant: string, { key, bodyHash }: Idempotency): TransactWriteItem {
  const others = { grant: { S: grant }, body_hash: { S: bodyHash } };
  return put(table, keyOf(PARTITION.token(key), ALONE), others, { ConditionExpression: NEW });
}
