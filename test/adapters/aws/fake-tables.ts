import { type Answer, type Sent, wire } from "./wire.js";

export type Attribute = Readonly<Record<string, unknown>>;
export type Item = Readonly<Record<string, Attribute>>;

interface Write {
  readonly TableName: string;
  readonly Item?: Item;
  readonly Key?: Item;
  readonly ConditionExpression?: string;
  readonly UpdateExpression?: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: Item;
}

/** Tables that hold items and judge the expressions that the store writes; what else they are asked is a mistake. */
export class FakeTables {
  readonly tables = new Map<string, Map<string, Item>>();
  /** Answers in place of the tables. */
  fault: ((sent: Sent) => Answer | undefined) | undefined;

  readonly keys: Readonly<Record<string, readonly string[]>>;

  /** @param keys the key attributes of each table */
  constructor(keys: Readonly<Record<string, readonly string[]>>) {
    this.keys = keys;
    for (const name of Object.keys(keys)) this.tables.set(name, new Map());
  }

  /** Settings of a client of these tables, and of whatever else `others` answers. */
  settings(others: (sent: Sent) => Answer | undefined = () => undefined) {
    return wire((one) => this.fault?.(one) ?? others(one) ?? this.#answer(one));
  }

  item(table: string, ...key: readonly string[]): Item | undefined {
    return this.tables.get(table)?.get(key.join("|"));
  }

  #answer({ action, body }: Sent): Answer {
    switch (action) {
      case "GetItem": {
        if (body["ConsistentRead"] !== true) throw new Error("a read that may be late");
        const item = this.#find(body as unknown as Write);
        return { json: item === undefined ? {} : { Item: item } };
      }
      case "BatchGetItem": {
        const asked = body["RequestItems"] as Record<string, { Keys: Item[]; ConsistentRead: boolean }>;
        const found = Object.entries(asked).map(([TableName, { Keys, ConsistentRead }]) => {
          if (!ConsistentRead) throw new Error("a read that may be late");
          return [TableName, Keys.flatMap((Key) => this.#find({ TableName, Key }) ?? [])];
        });
        return { json: { Responses: Object.fromEntries(found), UnprocessedKeys: {} } };
      }
      case "Query":
        return this.#query(body);
      case "TransactWriteItems":
        return this.#transact(body["TransactItems"] as readonly Record<string, Write>[]);
      default:
        throw new Error(`nobody answers ${action}`);
    }
  }

  /** Pages of two, in the order of the sort key's bytes. */
  #query(body: Sent["body"]): Answer {
    if (body["ConsistentRead"] !== true || body["KeyConditionExpression"] !== "#kind = :kind") {
      throw new Error("another query");
    }
    const kind = (body["ExpressionAttributeValues"] as Item)[":kind"]?.["S"];
    const all = [...this.#table(String(body["TableName"]))].filter(([key]) => key.startsWith(`${kind}|`));
    all.sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    const from = Number((body["ExclusiveStartKey"] as Item | undefined)?.["at"]?.["N"] ?? 0);
    const next = from + 2 < all.length ? { LastEvaluatedKey: { at: { N: String(from + 2) } } } : {};
    return { json: { Items: all.slice(from, from + 2).map(([, item]) => item), ...next } };
  }

  #transact(items: readonly Record<string, Write>[]): Answer {
    const writes = items.map((one) => Object.entries(one)[0] as [string, Write]);
    if (writes.length > 100) return validation("Member must have length less than or equal to 100");
    const places = writes.map(([, write]) => `${write.TableName}|${this.#keyOf(write)}`);
    if (new Set(places).size < places.length) {
      return validation("Transaction request cannot include multiple operations on one item");
    }
    const reasons = writes.map(([, write]) => ({
      Code: holds(write, this.#find(write)) ? "None" : "ConditionalCheckFailed",
    }));
    if (reasons.some(({ Code }) => Code !== "None")) return cancelled(reasons);
    for (const [kind, write] of writes) this.#write(kind, write);
    return { json: {} };
  }

  #write(kind: string, write: Write): void {
    const table = this.#table(write.TableName);
    const key = this.#keyOf(write);
    if (kind === "Put") table.set(key, write.Item ?? {});
    else if (kind === "Delete") table.delete(key);
    else if (kind === "Update") table.set(key, updated(write, table.get(key) ?? write.Key ?? {}));
    else throw new Error(kind);
  }

  #find(write: Write): Item | undefined {
    return this.#table(write.TableName).get(this.#keyOf(write));
  }

  #table(name: string): Map<string, Item> {
    const table = this.tables.get(name);
    if (table === undefined) throw new Error(`no table ${name}`);
    return table;
  }

  #keyOf({ TableName, Item: item, Key: key = {} }: Write): string {
    const parts = this.keys[TableName] ?? [];
    if (item === undefined && Object.keys(key).length !== parts.length) throw new Error("not the key");
    return parts.map((part) => (item ?? key)[part]?.["S"] as string).join("|");
  }
}

/** A cancelled transaction. */
export function cancelled(CancellationReasons: readonly { readonly Code: string }[]): Answer {
  return { error: "com.amazonaws#TransactionCanceledException", more: { CancellationReasons } };
}

function validation(message: string): Answer {
  return { error: "com.amazon.coral.validate#ValidationException", more: { message } };
}

function holds(write: Write, item: Item | undefined): boolean {
  const { ConditionExpression: condition, ExpressionAttributeValues: values = {} } = write;
  const names = write.ExpressionAttributeNames ?? {};
  switch (condition) {
    case undefined:
      return true;
    case "attribute_not_exists(#kind)":
      return item?.[names["#kind"] ?? ""] === undefined;
    case "#version = :expected":
      return item?.[names["#version"] ?? ""]?.["N"] === values[":expected"]?.["N"];
    case "attribute_not_exists(#later) OR NOT attribute_type(#later, :text) OR #later <= :than": {
      const known = item?.[names["#later"] ?? ""]?.["S"] as string | undefined;
      return known === undefined || known <= (values[":than"]?.["S"] as string);
    }
    default:
      throw new Error(`another condition: ${condition}`);
  }
}

function updated(write: Write, item: Item): Item {
  const { UpdateExpression = "", ExpressionAttributeNames: names = {} } = write;
  const [, list = ""] = /^SET (.+)$/.exec(UpdateExpression) ?? [];
  if (list === "") return {};
  const set = list.split(", ").map((one) => {
    const [name = "", value = ""] = one.split(" = ");
    return [names[name] as string, write.ExpressionAttributeValues?.[value] as Attribute] as const;
  });
  return { ...item, ...Object.fromEntries(set) };
}
