/** A value as JSON holds it. */
export type Json = unknown;

/** Texts to JSON values, in the order of the keys. */
export interface KeyValue {
  get(key: string): Json;
  /** All with the prefix, in order. */
  range(prefix: string): readonly (readonly [key: string, value: Json])[];
  /** All of it or nothing, and nobody else in between, in other processes too. What `change` throws undoes it. */
  transaction<T>(change: (within: Writer) => T): T;
  close(): Promise<void>;
}

/** What a transaction may do. */
export interface Writer {
  get(key: string): Json;
  put(key: string, value: Json): void;
  remove(key: string): void;
}

/** Keeps everything in memory: for tests, and for a demo that leaves nothing behind. */
export class MemoryKeyValue implements KeyValue {
  readonly #entries = new Map<string, string>();

  get(key: string): Json {
    const text = this.#entries.get(key);
    return text === undefined ? undefined : JSON.parse(text);
  }

  range(prefix: string): readonly (readonly [string, Json])[] {
    const keys = [...this.#entries.keys()].filter((key) => key.startsWith(prefix)).sort();
    return keys.map((key) => [key, this.get(key)] as const);
  }

  transaction<T>(change: (within: Writer) => T): T {
    // What was there before, of the keys that change alone: others may be many.
    const before = new Map<string, string | undefined>();
    const remember = (key: string) => {
      if (!before.has(key)) before.set(key, this.#entries.get(key));
    };
    try {
      return change({
        get: (key) => this.get(key),
        put: (key, value) => {
          remember(key);
          this.#entries.set(key, JSON.stringify(value));
        },
        remove: (key) => {
          remember(key);
          this.#entries.delete(key);
        },
      });
    } catch (error) {
      for (const [key, text] of before) {
        if (text === undefined) this.#entries.delete(key);
        else this.#entries.set(key, text);
      }
      throw error;
    }
  }

  async close(): Promise<void> {}
}
