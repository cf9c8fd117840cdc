import { randomBytes, randomUUID } from "node:crypto";
import { appendFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { accessLogLine, accessLogRecord } from "../../core/detection/access-log-record.js";
import type { AuthenticatorPorts } from "../../services/authenticator/ports.js";
import { identityRegistry } from "./identity-registry.js";
import { identityStore } from "./identity-store.js";
import type { KeyValue } from "./key-value.js";
import { lmdbKeyValue } from "./lmdb-key-value.js";
import { localSealer } from "./local-sealer.js";
import { localSigner } from "./local-signer.js";

/** What the ports over a store of keys and values need besides it. */
export interface LocalIdentityBase
  extends Pick<AuthenticatorPorts, "hasher" | "qrCode" | "tell" | "report" | "now"> {
  readonly values: KeyValue;
  /** Takes a line of the access log, with its line break. */
  readonly logLine: (line: string) => void;
  readonly random?: (bytes: number) => Uint8Array;
}

/** The ports of the authenticator without a cloud: in a folder, or in memory. */
export function localIdentityPorts({
  values,
  logLine,
  random,
  ...base
}: LocalIdentityBase): AuthenticatorPorts {
  const store = identityStore(values);
  return {
    ...base,
    store,
    sealer: localSealer(values),
    signer: localSigner(values),
    registry: identityRegistry(store),
    random: random ?? ((bytes) => Uint8Array.from(randomBytes(bytes))),
    newEventId: randomUUID,
    log: (facts) => logLine(accessLogLine(accessLogRecord(facts))),
  };
}

/** A folder as the authenticator's world. Several processes may share it. */
export interface LocalIdentityFolder {
  readonly ports: AuthenticatorPorts;
  /** Takes a line of the access log, with its line break. */
  readonly logLine: (line: string) => void;
  close(): Promise<void>;
}

/** Opens a folder: rows in `identity.mdb`, records in `access-log.jsonl`, notices in `notices.jsonl`. */
export function openLocalIdentity(
  folder: string,
  base: Pick<LocalIdentityBase, "hasher" | "qrCode" | "report" | "now">,
): LocalIdentityFolder {
  mkdirSync(folder, { recursive: true });
  const values = lmdbKeyValue(join(folder, "identity.mdb"));
  // One write a line: the lines of several processes do not mix.
  const logLine = (line: string) => appendFileSync(join(folder, "access-log.jsonl"), line);
  const ports = localIdentityPorts({
    ...base,
    values,
    logLine,
    tell: async (notice) => appendFileSync(join(folder, "notices.jsonl"), `${JSON.stringify(notice)}\n`),
  });
  return { ports, logLine, close: () => values.close() };
}
