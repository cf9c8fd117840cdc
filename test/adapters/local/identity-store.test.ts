import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { identityRegistry } from "../../../adapters/local/identity-registry.js";
import { identityStore } from "../../../adapters/local/identity-store.js";
import { type KeyValue, MemoryKeyValue } from "../../../adapters/local/key-value.js";
import { lmdbKeyValue } from "../../../adapters/local/lmdb-key-value.js";
import { localSealer } from "../../../adapters/local/local-sealer.js";
import { localSigner } from "../../../adapters/local/local-signer.js";

const ends: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

function lmdb(): KeyValue {
  const folder = mkdtempSync(join(tmpdir(), "identity-"));
  const values = lmdbKeyValue(join(folder, "identity.mdb"));
  ends.push(async () => {
    await values.close();
    rmSync(folder, { recursive: true });
  });
  return values;
}

describe.each([
  ["memory", () => new MemoryKeyValue()],
  ["lmdb", lmdb],
] as const)("the rows of the authenticator in %s", (_, open) => {
  const put = (key: string, value: unknown, expected: number) =>
    ({ change: "put", key, value, expected }) as const;

  it("replaces what is as it was read, and nothing else", async () => {
    const store = identityStore(open());
    expect(await store.commit([put("a/1", "one", 0)])).toBe(true);
    expect(await store.commit([put("a/1", "other", 0)])).toBe(false);
    expect(await store.commit([put("a/1", "two", 1)])).toBe(true);
    expect(await store.get("a/1")).toEqual({ value: "two", version: 2 });
    expect(await store.commit([{ change: "remove", key: "a/1", expected: 1 }])).toBe(false);
    expect(await store.commit([{ change: "remove", key: "a/1", expected: 2 }])).toBe(true);
    expect(await store.get("a/1")).toBeUndefined();
  });

  it("makes all changes of a commit or none", async () => {
    const store = identityStore(open());
    await store.commit([put("a/1", 1, 0)]);
    expect(await store.commit([put("a/2", 2, 0), put("a/1", 2, 0)])).toBe(false);
    expect(await store.get("a/2")).toBeUndefined();
  });

  it("lists by prefix", async () => {
    const store = identityStore(open());
    await store.commit([put("a/1", 1, 0), put("a/2", 2, 0), put("ab/3", 3, 0)]);
    expect(await store.list("a/")).toEqual([
      { key: "a/1", value: 1, version: 1 },
      { key: "a/2", value: 2, version: 1 },
    ]);
  });

  it("merges fields, but not where a later instant stands", async () => {
    const store = identityStore(open());
    const merge = (risk: number, at: string) =>
      store.commit([
        {
          change: "merge",
          key: "subject/user:u",
          fields: { risk, risk_at: at },
          unlessLater: { field: "risk_at", than: at },
        },
      ]);
    await store.commit([{ change: "merge", key: "subject/user:u", fields: { revoked: false } }]);
    expect(await merge(0.5, "2026-03-02T09:00:00.000Z")).toBe(true);
    expect(await merge(0.1, "2026-03-02T08:59:59.999Z")).toBe(false);
    expect((await store.get("subject/user:u"))?.value).toEqual({
      revoked: false,
      risk: 0.5,
      risk_at: "2026-03-02T09:00:00.000Z",
    });
  });

  it("seals for one context, and signs with a key that the next opening finds", async () => {
    const values = open();
    const sealed = await localSealer(values).seal(Uint8Array.of(1, 2, 3), { person: "u-1" });
    expect(await localSealer(values).unseal(sealed, { person: "u-1" })).toEqual(Uint8Array.of(1, 2, 3));
    await expect(localSealer(values).unseal(sealed, { person: "u-2" })).rejects.toThrow();
    const { kid, publicKey } = await localSigner(values).create();
    expect(publicKey).not.toHaveProperty("d");
    expect(await localSigner(values).sign(kid, Uint8Array.of(1))).toHaveLength(64);
  });
});

describe("the registry", () => {
  it("says what the rows of session and device say", async () => {
    const store = identityStore(new MemoryKeyValue());
    const registry = identityRegistry(store);
    const asked = { subject: "user:u-1", sessionId: "s", deviceId: "d" };
    const signal = AbortSignal.timeout(1000);
    expect(await registry(asked, signal)).toMatchObject({ ok: true, value: { sessionRevoked: false } });
    await store.commit([
      { change: "merge", key: "subject/session:s", fields: { revoked: true } },
      {
        change: "merge",
        key: "device/d",
        fields: {
          owner: "user:u-1",
          registered: true,
          revoked: false,
          posture: 1,
          posture_measured_at: "2026-03-02T09:00:00Z",
        },
      },
    ]);
    expect(await registry(asked, signal)).toMatchObject({
      ok: true,
      value: {
        sessionRevoked: true,
        device: { owner: "user:u-1", posture: 1, postureMeasuredAt: 1772442000000 },
      },
    });
  });
});
