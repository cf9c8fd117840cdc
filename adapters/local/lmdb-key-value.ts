import { createRequire } from "node:module";
import type { KeyValue } from "./key-value.js";

/** What we use of lmdb (https://github.com/kriszyp/lmdb-js): its own declarations for `import` do not compile. */
interface Database {
  get(key: string): unknown;
  put(key: string, value: unknown): void;
  remove(key: string): void;
  getRange(range: { readonly start: string; readonly end: string }): Iterable<{
    readonly key: string;
    readonly value: unknown;
  }>;
  transactionSync<T>(action: () => T): T;
  resetReadTxn(): void;
  close(): Promise<void>;
}

interface Lmdb {
  open(options: { readonly path: string; readonly encoding: "json" }): Database;
}

const { open } = createRequire(import.meta.url)("lmdb") as Lmdb;

/** Above every character that our keys hold. */
const LAST = "\uffff";

/** Keeps everything in one file, whose transactions survive the death of the process at any moment. */
export function lmdbKeyValue(path: string): KeyValue {
  const database = open({ path, encoding: "json" });
  const fresh = (): void => {
    // Another process may have written since the last read of this one.
    database.resetReadTxn();
  };
  return {
    get: (key) => {
      fresh();
      return database.get(key);
    },
    range: (prefix) => {
      fresh();
      return [...database.getRange({ start: prefix, end: prefix + LAST })].map(({ key, value }) => [
        key,
        value,
      ]);
    },
    transaction: (change) =>
      database.transactionSync(() =>
        change({
          get: (key) => database.get(key),
          put: (key, value) => {
            database.put(key, value);
          },
          remove: (key) => {
            database.remove(key);
          },
        }),
      ),
    close: () => database.close(),
  };
}
