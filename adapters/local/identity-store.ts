import { isJsonObject } from "../../core/json/values.js";
import type { Change, IdentityStore, Stored } from "../../services/authenticator/ports.js";
import type { KeyValue, Writer } from "./key-value.js";

/** A row with its version; the name keeps it from being taken for a row of somebody else's. */
interface Versioned {
  readonly version: number;
  readonly value: unknown;
}

/** The rows of the authenticator in a store of keys and values: a commit is one transaction. */
export function identityStore(values: KeyValue): IdentityStore {
  return {
    get: async <Value>(key: string) => stored<Value>(values.get(key)),
    list: async <Value>(prefix: string) =>
      values.range(prefix).map(([key, row]) => ({ key, ...(row as Stored<Value>) })),
    commit: async (changes) =>
      values.transaction((within) => {
        if (!changes.every((change) => isExpected(within, change))) return false;
        for (const change of changes) carryOut(within, change);
        return true;
      }),
  };
}

function stored<Value>(row: unknown): Stored<Value> | undefined {
  return row === undefined ? undefined : (row as Stored<Value>);
}

function isExpected(within: Writer, change: Change): boolean {
  const row = within.get(change.key) as Versioned | undefined;
  if (change.change !== "merge") return (row?.version ?? 0) === change.expected;
  if (change.unlessLater === undefined) return true;
  const known = isJsonObject(row?.value) ? row.value[change.unlessLater.field] : undefined;
  return typeof known !== "string" || known <= change.unlessLater.than;
}

function carryOut(within: Writer, change: Change): void {
  const row = within.get(change.key) as Versioned | undefined;
  const version = (row?.version ?? 0) + 1;
  switch (change.change) {
    case "put":
      within.put(change.key, { version, value: change.value } satisfies Versioned);
      return;
    case "remove":
      within.remove(change.key);
      return;
    case "merge": {
      const known = isJsonObject(row?.value) ? row.value : {};
      within.put(change.key, { version, value: { ...known, ...change.fields } } satisfies Versioned);
    }
  }
}
