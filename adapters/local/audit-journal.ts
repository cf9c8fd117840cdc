import { type AuditEvent, type ChainHead, EMPTY_CHAIN } from "../../core/access/audit-chain.js";
import type { HeadKeeper } from "../../services/access-broker/ports.js";
import type { Faults } from "./faults.js";
import { PENDING_EVENT } from "./grant-ledger.js";
import type { KeyValue } from "./key-value.js";

/** A text that only grows: `audit.jsonl`, or its like in memory. */
export interface AuditText {
  /** Bytes. */
  size(): number;
  read(): string;
  /** From a byte on. */
  readFrom(offset: number): string;
  append(text: string): void;
}

/** The head of what was surely written, and the bytes that it takes. */
interface Mark extends ChainHead {
  readonly bytes: number;
}

const MARK = "mark";
const NOTHING: Mark = { ...EMPTY_CHAIN, bytes: 0 };

/**
 * The audit trail as lines of JSON. The ledger writes each event with its grant; the journal then carries the events
 * to the text, and keeps the head in the ledger, where whoever edits the text does not reach it.
 */
export class AuditJournal implements HeadKeeper {
  readonly #values: KeyValue;
  readonly #text: AuditText;
  readonly #faults: Faults;

  constructor(values: KeyValue, text: AuditText, faults: Faults) {
    this.#values = values;
    this.#text = text;
    this.#faults = faults;
  }

  /** Carries over what is pending. Crashed in the middle and called again, it writes nothing twice. */
  async flush(): Promise<void> {
    const pending = this.#values.range(PENDING_EVENT) as readonly (readonly [string, AuditEvent])[];
    const [, last] = pending.at(-1) ?? [];
    if (last === undefined) return;
    const mark = this.#mark();
    const lines = pending.map(([, event]) => `${JSON.stringify(event)}\n`).join("");
    const written = this.#text.size() > mark.bytes ? this.#text.readFrom(mark.bytes) : "";
    // A process that died after the append, or in it, left the beginning of what is pending.
    const rest = lines.startsWith(written) ? lines.slice(written.length) : lines;
    if (rest !== "") this.#faults.call(`audit append ${last.hash}`, () => this.#text.append(rest));
    const next: Mark = { count: mark.count + pending.length, hash: last.hash, bytes: this.#text.size() };
    this.#faults.call(`audit head ${last.hash}`, () =>
      this.#values.transaction((within) => {
        within.put(MARK, next);
        for (const [key] of pending) within.remove(key);
      }),
    );
  }

  /** The lines as they stand; what is not JSON stays a text. */
  events(): readonly unknown[] {
    const lines = this.#text.read().split("\n");
    // The text ends with a line feed; without one its last line is torn, and is judged like any other.
    if (lines.at(-1) === "") lines.pop();
    return lines.map((line) => {
      try {
        return JSON.parse(line) as unknown;
      } catch {
        return line;
      }
    });
  }

  /** The head stands in the ledger already; what is pending goes into the text first. */
  async keep(): Promise<void> {
    await this.flush();
  }

  async kept(): Promise<readonly ChainHead[]> {
    const { count, hash } = this.#mark();
    return count === 0 ? [] : [{ count, hash }];
  }

  #mark(): Mark {
    return (this.#values.get(MARK) as Mark | undefined) ?? NOTHING;
  }
}
