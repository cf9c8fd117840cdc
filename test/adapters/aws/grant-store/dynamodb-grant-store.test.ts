import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { describe, expect, it } from "vitest";
import { dynamoDbGrantStore } from "../../../../adapters/aws/grant-store/dynamodb-grant-store.js";
import { verifyChain } from "../../../../core/access/audit-chain.js";
import type { Grant } from "../../../../core/access/grant.js";
import type { AuditRecord } from "../../../../core/access/grant-event.js";
import { allOf } from "../../../../services/intent-do-sweep/pages.js";
import { type Answer, type Sent, wire } from "../wire.js";

type Item = Record<string, { S?: string; N?: string }>;
interface Write {
  readonly Item?: Item;
  readonly Key?: Item;
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeValues?: Item;
}

/** A table that holds items and judges the conditions that the store writes; what else it is asked is a mistake. */
class Table {
  readonly items = new Map<string, Item>();
  readonly sent: Sent[];
  readonly client: DynamoDBClient;
  /** Answers in place of the table. */
  fault: ((sent: Sent, count: number) => Answer | undefined) | undefined;

  constructor() {
    const { settings, sent } = wire((one, count) => this.fault?.(one, count) ?? this.#answer(one));
    this.sent = sent;
    this.client = new DynamoDBClient(settings as object);
  }

  store() {
    return dynamoDbGrantStore(
      this.client,
      "grants",
      async () => {},
      () => 0.5,
    );
  }

  #answer({ action, body }: Sent): Answer {
    switch (action) {
      case "GetItem": {
        if (body["ConsistentRead"] !== true) throw new Error("a read that may be late");
        const item = this.items.get(keyOf(body["Key"] as Item));
        return { json: item === undefined ? {} : { Item: item } };
      }
      case "PutItem": {
        if (!this.#holds(body as Write)) return { error: "com.amazonaws#ConditionalCheckFailedException" };
        this.#write(body as Write);
        return { json: {} };
      }
      case "Query": {
        const pk = (body["ExpressionAttributeValues"] as Item)[":pk"]?.S;
        const all = [...this.items]
          .filter(([key]) => key.startsWith(`${pk}|`))
          .sort(([a], [b]) => (a < b ? -1 : 1));
        const from = Number((body["ExclusiveStartKey"] as Item | undefined)?.["at"]?.N ?? 0);
        // Pages of two.
        const next = from + 2 < all.length ? { LastEvaluatedKey: { at: { N: String(from + 2) } } } : {};
        return { json: { Items: all.slice(from, from + 2).map(([, item]) => item), ...next } };
      }
      case "TransactWriteItems": {
        const writes = (body["TransactItems"] as readonly Record<string, Write>[]).map(
          (one) => Object.entries(one)[0] as [string, Write],
        );
        const reasons = writes.map(([, write]) => ({
          Code: this.#holds(write) ? "None" : "ConditionalCheckFailed",
        }));
        if (reasons.some(({ Code }) => Code !== "None")) return cancelled(reasons);
        for (const [kind, write] of writes) if (kind !== "ConditionCheck") this.#write(write);
        return { json: {} };
      }
      default:
        throw new Error(action);
    }
  }

  #holds({
    Item: item,
    Key: key,
    ConditionExpression: condition,
    ExpressionAttributeValues: values = {},
  }: Write): boolean {
    const standing = this.items.get(keyOf(item ?? key ?? {}));
    if (condition === undefined) return true;
    if (condition === "attribute_not_exists(pk)") return standing === undefined;
    const [, name = "", value = ""] = /^#(version|hash) = (:\w+)$/.exec(condition) ?? [];
    if (name === "") throw new Error(condition);
    return standing !== undefined && JSON.stringify(standing[name]) === JSON.stringify(values[value]);
  }

  #write({ Item: item, Key: key }: Write): void {
    if (item === undefined) this.items.delete(keyOf(key ?? {}));
    else this.items.set(keyOf(item), item);
  }
}

const keyOf = (key: Item): string => `${key["pk"]?.S}|${key["sk"]?.S}`;
const cancelled = (CancellationReasons: readonly { Code: string }[]): Answer => ({
  error: "com.amazonaws#TransactionCanceledException",
  more: { CancellationReasons },
});

const grant = (version: number, parts: object = {}): Grant =>
  ({
    id: "g1",
    version,
    state: "PENDING",
    review: "none",
    untold: false,
    request: { requester: { id: "Alice" } },
    ...parts,
  }) as unknown as Grant;
const audit = (event: string, id = "g1"): AuditRecord => ({
  grant: id,
  at: "2026-12-01T10:00:00Z",
  actor: "user:alice",
  event,
  from: null,
  to: "PENDING",
  detail: {},
});
const TOKEN = { key: "k", bodyHash: "b" };

describe("the ledger in DynamoDB", () => {
  it("writes a grant, its lists, its token, its event and the head in one transaction, each with its condition", async () => {
    const table = new Table();
    expect(await table.store().create(grant(1), audit("request"), TOKEN)).toEqual({ created: true });
    const [transaction] = table.sent.filter(({ action }) => action === "TransactWriteItems");
    const writes = ((transaction as Sent).body["TransactItems"] as readonly Record<string, Write>[]).map(
      (one) => Object.entries(one)[0] as [string, Write],
    );
    expect(
      writes.map(([kind, write]) => [kind, keyOf(write.Item ?? write.Key ?? {}), write.ConditionExpression]),
    ).toEqual([
      ["Put", "token#k|-", "attribute_not_exists(pk)"],
      ["Put", "grant|g1", "attribute_not_exists(pk)"],
      ["Put", "person#alice|g1", undefined],
      ["Put", "open|g1", undefined],
      ["Put", "chain|-", "attribute_not_exists(pk)"],
      ["Put", "audit|000000000000001", "attribute_not_exists(pk)"],
    ]);
    // The SDK retries a lost answer under the same token, which DynamoDB takes for the same write.
    expect(transaction?.body["ClientRequestToken"]).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("answers with the grant of a token that is known, and writes nothing", async () => {
    const table = new Table();
    await table.store().create(grant(1), audit("request"), TOKEN);
    const again = await table
      .store()
      .create(grant(1, { id: "g2" }), audit("request", "g2"), { ...TOKEN, bodyHash: "c" });
    expect(again).toEqual({ created: false, existing: { grant: "g1", bodyHash: "b" } });
    expect(await table.store().get("g2")).toBeUndefined();
  });

  it("replaces the version before, never another, and takes what is over from the open list", async () => {
    const table = new Table();
    const store = table.store();
    await store.create(grant(1), audit("request"), TOKEN);
    expect(await store.replace(grant(3), audit("approve"))).toBe(false);
    expect(await store.replace(grant(2, { state: "DENIED", untold: true }), audit("deny"))).toBe(true);
    expect(await allOf(store.grants({ which: "open" }))).toHaveLength(1);
    expect(await store.replace(grant(3, { state: "DENIED" }), audit("told"))).toBe(true);
    expect(await store.replace(grant(3, { state: "ACTIVE" }), audit("late"))).toBe(false);
    expect(await allOf(store.grants({ which: "open" }))).toEqual([]);
    expect((await allOf(store.grants({ which: "person", person: "ALICE" })))[0]).toMatchObject({
      state: "DENIED",
    });
    expect((await store.get("g1"))?.version).toBe(3);
  });

  it("keeps one chain of forty writers at once, all pages of which verify", async () => {
    const table = new Table();
    const stores = Array.from({ length: 40 }, () => table.store());
    // Of those that read the same head, one is first; the table lets the others fail for some rounds.
    await Promise.all(stores.map((store, at) => store.note(audit(`note-${at}`, "none")).catch(() => {})));
    const events = await allOf(table.store().events());
    const head = await table.store().head();
    expect(verifyChain(events, [head])).toEqual({ ok: true, head });
    expect(events.length).toBeGreaterThanOrEqual(16);
    const queries = table.sent.filter(({ action }) => action === "Query");
    expect(queries).toHaveLength(Math.ceil(events.length / 2));
    expect(queries.every(({ body }) => body["ConsistentRead"] === true)).toBe(true);
  });

  it("backs off longer each time with full jitter, then says that it is throttled", async () => {
    const table = new Table();
    const waits: number[] = [];
    table.fault = ({ action }) =>
      action === "TransactWriteItems" ? cancelled([{ Code: "TransactionConflict" }]) : undefined;
    const store = dynamoDbGrantStore(
      table.client,
      "grants",
      async (wait) => void waits.push(wait),
      () => 1,
    );
    await expect(store.replace(grant(2), audit("approve"))).rejects.toMatchObject({ kind: "throttled" });
    expect(waits.slice(0, 6)).toEqual([40, 80, 160, 320, 640, 1000]);
    expect(waits).toHaveLength(15);
  });

  it("notes a refusal with the state that stands, on the condition that it still stands", async () => {
    const table = new Table();
    const store = table.store();
    await store.create(grant(1), audit("request"), TOKEN);
    let raced = false;
    table.fault = ({ action, body }) => {
      const isNote = action === "TransactWriteItems" && JSON.stringify(body).includes("ConditionCheck");
      if (!isNote || raced) return undefined;
      raced = true;
      const item = table.items.get("grant|g1") as Item;
      table.items.set("grant|g1", {
        ...item,
        body: { S: JSON.stringify(grant(2, { state: "ACTIVE" })) },
        version: { N: "2" },
      });
      return undefined;
    };
    await store.note(audit("approve-refused"));
    expect((await allOf(store.events())).at(-1)).toMatchObject({
      event: "approve-refused",
      from: "ACTIVE",
      to: "ACTIVE",
    });
  });

  it.each<[string, number, string]>([
    ["ProvisionedThroughputExceededException", 400, "throttled"],
    ["ThrottlingException", 400, "throttled"],
    ["RequestLimitExceeded", 400, "throttled"],
    ["InternalServerError", 500, "throttled"],
    ["AccessDeniedException", 400, "refused"],
    ["ResourceNotFoundException", 400, "absent"],
  ])("says of %s that it is %s", async (error, status, kind) => {
    const table = new Table();
    table.fault = () => ({ error: `com.amazonaws#${error}`, status });
    await expect(table.store().get("g1")).rejects.toMatchObject({ name: "OutsideError", kind });
  });

  it("remembers a signature once, long beyond its use", async () => {
    const table = new Table();
    const until = Date.UTC(2026, 11, 1);
    expect([await table.store().remember("s", until), await table.store().remember("s", until)]).toEqual([
      true,
      false,
    ]);
    expect(table.items.get("signature#s|-")?.["purge_at"]?.N).toBe(String(until / 1000 + 86_400));
  });
});
