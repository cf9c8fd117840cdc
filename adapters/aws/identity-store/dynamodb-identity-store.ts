import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  paginateQuery,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import { IDENTITY_TABLE } from "../../../core/contracts/authenticator.js";
import type { IdentityStore, Stored } from "../../../services/authenticator/ports.js";
import { busy } from "../../../services/authenticator/refused.js";
import { OutsideError } from "../../../services/intent-do-sweep/outside-error.js";
import { outside } from "../outside/outside-call.js";
import { fieldOf, type IdentityTables, isRegistryKind, partsOf, placeOf, writeOf } from "./items.js";

/** Amazon DynamoDB API Reference, TransactWriteItems. */
export const MOST_CHANGES = 100;

/** How often a commit begins anew because another one holds an item, or too much is asked of the table. */
const ATTEMPTS = 8;
const SHORTEST_WAIT_MS = 20;
const LONGEST_WAIT_MS = 500;

type Item = Record<string, AttributeValue>;

/** What waits between two attempts, and by how much. */
export interface Waiting {
  wait(milliseconds: number): Promise<void>;
  random(): number;
}

const WAITING: Waiting = {
  wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  random: Math.random,
};

/**
 * The rows of the authenticator in DynamoDB: its own in one table, those of the registry in the policy engine's tables,
 * as the policy engine reads them. Reads are consistent, a commit is one transaction over all of the tables.
 *
 * A commit of more than {@link MOST_CHANGES} changes, or of one row twice, is a defect and refused whole.
 */
export function dynamoDbIdentityStore(
  client: DynamoDBClient,
  tables: IdentityTables,
  { wait, random }: Waiting = WAITING,
): IdentityStore {
  return {
    get: async <Value>(key: string) => {
      const command = new GetItemCommand({ ...placeOf(tables, key), ConsistentRead: true });
      const { Item } = await called(() => client.send(command));
      return Item === undefined ? undefined : storedOf<Value>(partsOf(key).kind, Item);
    },
    list: async <Value>(prefix: string) => {
      if (!prefix.endsWith("/") || isRegistryKind(prefix)) throw new Error(`No list: ${prefix}`);
      const rows: (Stored<Value> & { readonly key: string })[] = [];
      for await (const page of pagesOf(client, tables.identity, prefix)) {
        for (const item of page) {
          const name = item[IDENTITY_TABLE.rangeKey]?.S ?? "";
          rows.push({ key: prefix + name, ...storedOf<Value>(prefix, item) });
        }
      }
      return rows;
    },
    commit: async (changes) => {
      if (changes.length === 0) return true;
      if (changes.length > MOST_CHANGES) throw new Error(`A commit of ${changes.length} changes.`);
      if (new Set(changes.map(({ key }) => key)).size < changes.length) {
        throw new Error("A commit that changes a row twice.");
      }
      const items = changes.map((change) => writeOf(tables, change));
      for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
        // Full jitter, so that those who collided do not collide again.
        if (attempt > 0) await wait(random() * Math.min(LONGEST_WAIT_MS, SHORTEST_WAIT_MS * 2 ** attempt));
        const written = await transacted(client, items);
        if (written !== "again") return written;
      }
      throw busy();
    },
  };
}

/** Whether the items were written, or are to be tried again. The SDK gives each a token, so that its own retries count once. */
async function transacted(
  client: DynamoDBClient,
  TransactItems: ReturnType<typeof writeOf>[],
): Promise<boolean | "again"> {
  try {
    await client.send(new TransactWriteItemsCommand({ TransactItems }));
    return true;
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) return called(() => Promise.reject(error));
    const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code);
    if (codes.includes("ConditionalCheckFailed")) return false;
    if (codes.some((code) => AGAIN.has(code ?? ""))) return "again";
    // An item that is too large, or one that the table does not take: trying again changes nothing.
    return called(() => Promise.reject(error));
  }
}

/** Reasons of a cancelled transaction that pass. */
const AGAIN = new Set(["TransactionConflict", "ProvisionedThroughputExceeded", "ThrottlingError"]);

/** @throws Refused 503 where DynamoDB cannot now, OutsideError where it will not */
async function called<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await outside(call);
  } catch (error) {
    if (error instanceof OutsideError && ["busy", "throttled"].includes(error.kind)) throw busy();
    throw error;
  }
}

async function* pagesOf(
  client: DynamoDBClient,
  TableName: string,
  kind: string,
): AsyncGenerator<readonly Item[]> {
  const pages = paginateQuery(
    { client },
    {
      TableName,
      KeyConditionExpression: "#kind = :kind",
      ExpressionAttributeNames: { "#kind": IDENTITY_TABLE.hashKey },
      ExpressionAttributeValues: { ":kind": { S: kind } },
      ConsistentRead: true,
    },
  );
  for (;;) {
    const { value, done } = await called(() => pages.next());
    if (done === true) return;
    yield value.Items ?? [];
  }
}

function storedOf<Value>(kind: string, item: Item): Stored<Value> {
  if (isRegistryKind(kind)) {
    // Others write it without a version, and nobody replaces it.
    const fields = Object.entries(item).map(([name, attribute]) => [name, fieldOf(attribute)] as const);
    return { value: Object.fromEntries(fields) as Value, version: 1 };
  }
  const [body, version] = [item["body"]?.S, Number(item["version"]?.N)];
  if (body === undefined || !(version >= 1)) throw new Error(`A row of ${kind} cannot be read.`);
  return { value: JSON.parse(body) as Value, version };
}
