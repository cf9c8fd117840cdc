import { randomBytes } from "node:crypto";
import {
  appendFileSync,
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  readSync,
  statSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import type { EntitlementFile } from "../../core/access/entitlement.js";
import type { AuditText } from "./audit-journal.js";
import { type Fault, Faults, killProcess } from "./faults.js";
import { fileAws } from "./file-aws.js";
import { lmdbKeyValue } from "./lmdb-key-value.js";
import { type LocalPorts, localPorts } from "./local-ports.js";

/** The broker's world in a folder. */
export interface LocalFolder {
  readonly ports: LocalPorts;
  /** Carries the audit trail over, and closes the store. */
  close(): Promise<void>;
}

/** Opens a folder as the broker's world: ledger, fake AWS, audit trail and notices stand in it. */
export function openLocalFolder(
  folder: string,
  options: {
    readonly now: () => number;
    readonly entitlements: () => Promise<EntitlementFile>;
    readonly fault?: Fault | undefined;
  },
): LocalFolder {
  const values = lmdbKeyValue(join(folder, "ledger.mdb"));
  const ports = localPorts({
    values,
    // The lock of the store keeps other processes out; it goes with the process that holds it.
    aws: fileAws(join(folder, "iam.json"), (action) => values.transaction(action)),
    audit: auditFile(join(folder, "audit.jsonl")),
    faults: new Faults(options.fault, killProcess),
    entitlements: options.entitlements,
    now: options.now,
    random: () => randomBytes(16),
    tell: (notice) => appendFileSync(join(folder, "notices.jsonl"), `${JSON.stringify(notice)}\n`),
  });
  return { ports, close: () => values.close() };
}

function auditFile(path: string): AuditText {
  return {
    size: () => statSync(path, { throwIfNoEntry: false })?.size ?? 0,
    read: () => (statSync(path, { throwIfNoEntry: false }) === undefined ? "" : readFileSync(path, "utf8")),
    readFrom: (offset) => {
      const file = openSync(path, "r");
      try {
        const bytes = Buffer.alloc(Math.max(0, statSync(path).size - offset));
        readSync(file, bytes, 0, bytes.length, offset);
        return bytes.toString("utf8");
      } finally {
        closeSync(file);
      }
    },
    append: (text) => {
      const file = openSync(path, "a");
      try {
        writeSync(file, text);
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
    },
  };
}
