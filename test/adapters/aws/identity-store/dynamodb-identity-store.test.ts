import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dynamoDbIdentityStore } from "../../../../adapters/aws/identity-store/dynamodb-identity-store.js";
import { dynamoDbRegistry } from "../../../../adapters/aws/registry/dynamodb-registry.js";
import { identityStore } from "../../../../adapters/local/identity-store.js";
import { MemoryKeyValue } from "../../../../adapters/local/key-value.js";
import type { Change, IdentityStore } from "../../../../services/authenticator/ports.js";
import { setPosture } from "../../../../services/authenticator/posture-row.js";
import { setRisk } from "../../../../services/authenticator/risk-row.js";
import { cancelled, FakeTables } from "../fake-tables.js";

const TABLES = { identity: "identity", subjects: "subjects", devices: "devices" };

function world() {
  const tables = new FakeTables({
    identity: ["kind", "name"],
    subjects: ["subject"],
    devices: ["device_id"],
  });
  const { settings, sent } = tables.settings();
  const client = new DynamoDBClient(settings as object);
  const waits: number[] = [];
  const wait = async (milliseconds: number) => void waits.push(milliseconds);
  const store = dynamoDbIdentityStore(client, TABLES, { wait, random: () => 0.5 });
  return { tables, sent, client, waits, store };
}

const put = (key: string, value: unknown, expected: number, until?: number): Change => ({
  change: "put",
  key,
  value,
  expected,
  ...(until === undefined ? {} : { until }),
});
const merge = (key: string, fields: Record<string, unknown>): Change => ({ change: "merge", key, fields });

describe("the rows of the authenticator in DynamoDB", () => {
  it("lie by the beginning of their keys, with what DynamoDB deletes them by", async () => {
    const { tables, store } = world();
    expect(await store.commit([put("session/u-1/s", { a: [1] }, 0, 1500)])).toBe(true);
    expect(tables.item("identity", "session/u-1/", "s")).toEqual({
      kind: { S: "session/u-1/" },
      name: { S: "s" },
      body: { S: '{"a":[1]}' },
      version: { N: "1" },
      purge_at: { N: "2" },
    });
  });

  it("lists over pages, and nothing of another beginning", async () => {
    const { store } = world();
    await store.commit(["a", "b", "c", "d", "e"].map((name) => put(`session/u/${name}`, name, 0)));
    await store.commit([put("session/u2/x", "x", 0), put("session/all", "y", 0)]);
    const listed = await store.list("session/u/");
    expect(listed.map(({ value }) => value)).toEqual(["a", "b", "c", "d", "e"]);
    expect(listed[0]).toEqual({ key: "session/u/a", value: "a", version: 1 });
  });

  it("writes of a subject what the policy engine reads with the next request, and leaves the rest", async () => {
    const { tables, store, client } = world();
    const policies = { S: '{"version":1,"policies":[]}' };
    const risk = { risk: 0.8, at: Date.parse("2026-03-02T09:00:00Z"), reasons: ["a download at night"] };
    tables.tables.get("subjects")?.set("user:u-1", { subject: { S: "user:u-1" }, policies });
    await setRisk(store, "user:u-1", risk);
    await setRisk(store, "user:u-1", { ...risk, risk: 0.1, at: risk.at - 1 });
    await store.commit([merge("subject/session:s", { revoked: true, risk: 0.2 })]);
    await store.commit([merge("device/d", { owner: "user:u-1", registered: true, revoked: false })]);
    await setPosture(store, "d", 3, risk.at);
    expect(tables.item("subjects", "user:u-1")).toEqual({
      subject: { S: "user:u-1" },
      policies,
      risk: { N: "0.8" },
      risk_at: { S: "2026-03-02T09:00:00.000Z" },
      risk_reasons: { L: [{ S: "a download at night" }] },
    });
    const compiled: string[] = [];
    const registry = dynamoDbRegistry(client, TABLES, {
      subjectPolicies: (file) => {
        compiled.push(file);
        return {} as never;
      },
      grantPolicies: () => undefined,
    });
    const query = { subject: "user:u-1", deviceId: "d", sessionId: "s" };
    expect(await registry(query, AbortSignal.timeout(1000))).toMatchObject({
      ok: true,
      value: {
        sessionRevoked: true,
        risk: { risk: 0.8, at: risk.at },
        device: {
          owner: "user:u-1",
          registered: true,
          revoked: false,
          posture: 3,
          postureMeasuredAt: risk.at,
        },
      },
    });
    expect(compiled).toEqual([policies.S]);
  });

  it("changes its own rows and the registry's in one transaction", async () => {
    const { tables, store, sent } = world();
    await store.commit([put("session/u/s", 1, 0)]);
    const ending = (expected: number): Change[] => [
      { change: "remove", key: "session/u/s", expected },
      merge("subject/session:s", { revoked: true }),
    ];
    expect(await store.commit(ending(7))).toBe(false);
    expect(tables.item("subjects", "session:s")).toBeUndefined();
    expect(await store.commit(ending(1))).toBe(true);
    expect(tables.item("subjects", "session:s")).toMatchObject({ revoked: { BOOL: true } });
    const writes = sent.filter(({ action }) => action !== "GetItem");
    expect(writes.map(({ action }) => action)).toEqual(Array(3).fill("TransactWriteItems"));
    const tokens = writes.map(({ body }) => body["ClientRequestToken"]);
    expect(new Set(tokens).size).toBe(3);
    expect(tokens).not.toContain(undefined);
  });

  it.each(["TransactionConflict", "ProvisionedThroughputExceeded", "ThrottlingError"])(
    "tries again where a transaction was cancelled by %s, and then says that it is busy",
    async (Code) => {
      const { tables, store, waits } = world();
      let left = 3;
      tables.fault = ({ action }) =>
        action === "TransactWriteItems" && left-- > 0 ? cancelled([{ Code }]) : undefined;
      expect(await store.commit([put("a/1", 1, 0)])).toBe(true);
      expect(waits).toEqual([20, 40, 80]);
      left = Infinity;
      await expect(store.commit([put("a/2", 1, 0)])).rejects.toMatchObject({
        refusal: { status: 503, reason: "busy" },
      });
      expect(waits).toHaveLength(3 + 7);
    },
  );

  it("takes a failed condition for an answer, also beside a conflict", async () => {
    const { tables, store } = world();
    tables.fault = () => cancelled([{ Code: "TransactionConflict" }, { Code: "ConditionalCheckFailed" }]);
    expect(await store.commit([put("a/1", 1, 0)])).toBe(false);
  });

  it("says busy where reads are throttled, and passes on what is refused", async () => {
    const { tables, store } = world();
    tables.fault = () => ({ error: "com.amazonaws#ProvisionedThroughputExceededException" });
    await expect(store.get("a/1")).rejects.toMatchObject({ refusal: { reason: "busy" } });
    await expect(store.list("a/")).rejects.toMatchObject({ refusal: { reason: "busy" } });
    await expect(store.commit([put("a/1", 1, 0)])).rejects.toMatchObject({ refusal: { reason: "busy" } });
    tables.fault = () => ({ error: "com.amazonaws#AccessDeniedException" });
    await expect(store.get("a/1")).rejects.toMatchObject({ name: "OutsideError", kind: "refused" });
    tables.fault = () => cancelled([{ Code: "ValidationError" }]);
    await expect(store.commit([put("a/1", 1, 0)])).rejects.toMatchObject({ name: "OutsideError" });
  });

  it("refuses what no transaction can do, before anything is sent", async () => {
    const { store, sent } = world();
    const many = Array.from({ length: 101 }, (_, index) => put(`a/${index}`, 1, 0));
    await expect(store.commit(many)).rejects.toThrow("101 changes");
    await expect(store.commit([put("a/1", 1, 0), put("a/1", 2, 1)])).rejects.toThrow("twice");
    await expect(store.commit([put("subject/user:u", {}, 0)])).rejects.toThrow("not changed");
    await expect(store.commit([merge("person/u", { a: 1 })])).rejects.toThrow("not changed");
    await expect(store.commit([merge("subject/user:u", {})])).rejects.toThrow("sets nothing");
    await expect(store.commit([merge("subject/user:u", { risk: null })])).rejects.toThrow("registry row");
    await expect(store.list("subject/")).rejects.toThrow("No list");
    await expect(store.get("nothing")).rejects.toThrow("not a key");
    expect(sent).toEqual([]);
    expect(await store.commit(many.slice(1))).toBe(true);
  });
});

describe("beside the store in memory", () => {
  const name = fc.constantFrom("1", "2", "ä", "~");
  const instant = fc.integer({ min: 0, max: 5 }).map((day) => `2026-03-0${day + 1}T00:00:00.000Z`);
  const expected = fc.integer({ min: 0, max: 3 });
  const change: fc.Arbitrary<Change> = fc.oneof(
    fc.record({
      change: fc.constant("put" as const),
      key: fc.tuple(fc.constantFrom("a/", "a/b/"), name).map((parts) => parts.join("")),
      value: fc.jsonValue(),
      expected,
    }),
    fc.record({
      change: fc.constant("remove" as const),
      key: fc.tuple(fc.constantFrom("a/", "a/b/"), name).map((parts) => parts.join("")),
      expected,
    }),
    fc.record({
      change: fc.constant("merge" as const),
      key: fc.tuple(fc.constantFrom("subject/", "device/"), name).map((parts) => parts.join("")),
      fields: fc.record({
        at: instant,
        risk: fc.double({ min: 0, max: 1, noNaN: true }),
        revoked: fc.boolean(),
      }),
    }),
    fc.record({ key: name, at: instant }).map(({ key, at }) => ({
      change: "merge" as const,
      key: `subject/${key}`,
      fields: { at, reasons: ["x"] },
      unlessLater: { field: "at", than: at },
    })),
  );
  const commit = fc.uniqueArray(change, { selector: ({ key }) => key, minLength: 1, maxLength: 4 });
  const KEYS = ["a/", "a/b/", "subject/", "device/"].flatMap((kind) =>
    ["1", "2", "ä", "~"].map((one) => kind + one),
  );

  it("answers every commit the same, and then holds the same", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(commit, { maxLength: 8 }), async (commits) => {
        const [here, there] = [world().store, identityStore(new MemoryKeyValue())];
        for (const one of commits) expect(await here.commit(one)).toBe(await there.commit(one));
        expect(await contentOf(here)).toEqual(await contentOf(there));
      }),
      { numRuns: 25 },
    );
  });

  async function contentOf(store: IdentityStore) {
    const rows: unknown[] = [await store.list("a/b/")];
    for (const key of KEYS) {
      const stored = await store.get<Record<string, unknown>>(key);
      const isRegistry = /^(?:subject|device)\//.test(key);
      // The registry's rows have their key among their attributes, and no version, for others write them.
      const { subject: _, device_id: __, ...fields } = isRegistry ? (stored?.value ?? {}) : {};
      rows.push([key, isRegistry ? fields : stored]);
    }
    return rows;
  }
});
