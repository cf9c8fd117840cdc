import type { AuditText } from "../adapters/local/audit-journal.js";
import { MemoryAws } from "../adapters/local/aws-state.js";
import { Faults } from "../adapters/local/faults.js";
import { MemoryKeyValue } from "../adapters/local/key-value.js";
import { type LocalPorts, localPorts } from "../adapters/local/local-ports.js";
import { loadEntitlements } from "../cli/access/entitlement-file.js";
import { parseInstant } from "../core/time/instant.js";

const FILE = "examples/access/entitlements.json";

/** What the fault hook throws in place of a real crash, so that the demo can go on as another process would. */
export class Stopped extends Error {}

/** One ledger, one fake AWS and one clock in memory, for brokers that come and go. */
export class DemoWorld {
  now = 0;
  readonly aws = new MemoryAws(() => this.now);
  readonly #values = new MemoryKeyValue();
  readonly #audit = memoryText();
  #drawn = 0;

  /** Sets the clock to an instant of the day of the demo. */
  at(time: string): this {
    this.now = parseInstant(`2026-12-01T${time}Z`);
    return this;
  }

  /** A new process. @param stopAfter the outside call after which it stops. @default - none */
  start(stopAfter?: number): { readonly ports: LocalPorts; readonly faults: Faults } {
    const fault = stopAfter === undefined ? undefined : { how: "after" as const, call: stopAfter };
    const faults = new Faults(fault, () => {
      throw new Stopped();
    });
    const ports = localPorts({
      values: this.#values,
      aws: this.aws,
      audit: this.#audit,
      faults,
      entitlements: async () => loadEntitlements(FILE),
      now: () => this.now,
      random: () => {
        this.#drawn += 1;
        return new Uint8Array(16).fill(this.#drawn);
      },
      tell: () => {},
    });
    return { ports, faults };
  }

  /** Name of each policy that stands in the fake AWS. */
  get policies(): readonly string[] {
    return Object.values(this.aws.current.policies).map(({ name }) => name);
  }
}

function memoryText(): AuditText {
  let text = "";
  return {
    size: () => Buffer.byteLength(text),
    read: () => text,
    readFrom: (offset) => Buffer.from(text).subarray(offset).toString(),
    append: (more) => {
      text += more;
    },
  };
}
