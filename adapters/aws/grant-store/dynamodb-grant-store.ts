import {
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  paginateQuery,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import { type ChainHead, chainEvent, EMPTY_CHAIN } from "../../../core/access/audit-chain.js";
import type { Grant } from "../../../core/access/grant.js";
import type { AuditRecord } from "../../../core/access/grant-event.js";
import { noteOf } from "../../../core/access/step-grant.js";
import type {
  GrantQuery,
  GrantStore,
  KnownRequest,
  RememberedSignatures,
} from "../../../services/access-broker/ports.js";
import { OutsideError } from "../../../services/intent-do-sweep/outside-error.js";
import { codeOf, outside } from "../outside/outside-call.js";
import { ALONE, chainItems, grantItems, keyOf, PARTITION, tokenItem, unchangedItem } from "./items.js";

/** How often a write begins anew because another one came first in the chain. */
const ATTEMPTS = 16;
const SHORTEST_WAIT_MS = 20;
const LONGEST_WAIT_MS = 1000;
const DAY_SECONDS = 86_400;

/** Waits between two attempts. */
export type Wait = (milliseconds: number) => Promise<void>;

/**
 * The ledger in one DynamoDB table. Every write is one transaction of the grant, the lists that name it, its audit
 * event and the head of the chain; each has its condition, so two writers never both come first.
 */
export function dynamoDbGrantStore(
  client: DynamoDBClient,
  table: string,
  wait: Wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  random: () => number = Math.random,
): GrantStore & RememberedSignatures {
  const read = async (pk: string, sk: string) => {
    const key = { TableName: table, Key: keyOf(pk, sk), ConsistentRead: true };
    return (await outside(() => client.send(new GetItemCommand(key)))).Item;
  };
  const head = async (): Promise<ChainHead> => {
    const item = await read(PARTITION.chain, ALONE);
    return item === undefined
      ? EMPTY_CHAIN
      : { count: Number(item["count"]?.N), hash: item["hash"]?.S ?? "" };
  };
  const known = async (key: string): Promise<KnownRequest | undefined> => {
    const item = await read(PARTITION.token(key), ALONE);
    const grant = item?.["grant"]?.S;
    return grant === undefined ? undefined : { grant, bodyHash: item?.["body_hash"]?.S ?? "" };
  };
  /** Whether the items were written, or the first of them whose own condition failed. */
  const write = async (
    audit: AuditRecord,
    items: readonly TransactWriteItem[],
  ): Promise<number | "written"> => {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      // Full jitter, so that those who collided do not collide again (AWS Architecture Blog, "Exponential Backoff And Jitter").
      if (attempt > 0) await wait(random() * Math.min(LONGEST_WAIT_MS, SHORTEST_WAIT_MS * 2 ** attempt));
      const next = chainEvent(audit, await head());
      const all = [...items, ...chainItems(table, next.event, next.head)];
      try {
        await client.send(new TransactWriteItemsCommand({ TransactItems: all }));
        return "written";
      } catch (error) {
        if (!(error instanceof TransactionCanceledException)) await outside(() => Promise.reject(error));
        const failed = ((error as TransactionCanceledException).CancellationReasons ?? []).findIndex(
          ({ Code }) => Code === "ConditionalCheckFailed",
        );
        if (failed >= 0 && failed < items.length) return failed;
      }
      // Another event came first, another transaction holds an item, or the table is throttled.
    }
    throw tooMany();
  };
  return {
    get: async (id) => bodyOf(await read(PARTITION.grant, id)) as Grant | undefined,
    grants: (query) => list(client, table, partitionOf(query)) as AsyncGenerator<readonly Grant[]>,
    create: async (grant, audit, idempotency) => {
      const items = [tokenItem(table, grant.id, idempotency), ...grantItems(table, grant)];
      const written = await write(audit, items);
      if (written === "written") return { created: true };
      const existing = await known(idempotency.key);
      if (existing !== undefined) return { created: false, existing };
      throw new OutsideError("refused", `a grant ${grant.id} exists already`);
    },
    known,
    replace: async (grant, audit) => (await write(audit, grantItems(table, grant))) === "written",
    note: async (audit) => {
      for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
        const item = await read(PARTITION.grant, audit.grant);
        const grant = bodyOf(item) as Grant | undefined;
        const unchanged = grant === undefined ? [] : [unchangedItem(table, grant)];
        if ((await write(noteOf(audit, grant), unchanged)) === "written") return;
      }
      throw tooMany();
    },
    events: () => list(client, table, PARTITION.audit),
    head,
    remember: async (signature, until) => {
      const command = new PutItemCommand({
        TableName: table,
        Item: {
          ...keyOf(PARTITION.signature(signature), ALONE),
          // Long after it could be used; DynamoDB may take days.
          purge_at: { N: String(Math.ceil(until / 1000) + DAY_SECONDS) },
        },
        ConditionExpression: "attribute_not_exists(pk)",
      });
      try {
        await client.send(command);
        return true;
      } catch (error) {
        if (codeOf(error) === "ConditionalCheckFailed") return false;
        return outside(() => Promise.reject(error));
      }
    },
  };
}

function tooMany(): OutsideError {
  return new OutsideError("throttled", "too many others write to the ledger at this moment");
}

function partitionOf(query: GrantQuery): string {
  switch (query.which) {
    case "open":
      return PARTITION.open;
    case "person":
      return PARTITION.person(query.person);
    default:
      return PARTITION.grant;
  }
}

async function* list(client: DynamoDBClient, table: string, pk: string): AsyncGenerator<readonly unknown[]> {
  const pages = paginateQuery(
    { client },
    {
      TableName: table,
      KeyConditionExpression: "pk = :pk",
      ExpressionAttributeValues: { ":pk": { S: pk } },
      ConsistentRead: true,
    },
  );
  for (;;) {
    const { value, done } = await outside(() => pages.next());
    if (done === true) return;
    yield (value.Items ?? []).map((item) => bodyOf(item));
  }
}

function bodyOf(item: Readonly<Record<string, { readonly S?: string | undefined }>> | undefined): unknown {
  const body = item?.["body"]?.S;
  return body === undefined ? undefined : JSON.parse(body);
}
