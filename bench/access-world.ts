import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AwsState, EMPTY_AWS, MemoryAws } from "../adapters/local/aws-state.js";
import { Faults } from "../adapters/local/faults.js";
import { lmdbKeyValue } from "../adapters/local/lmdb-key-value.js";
import { type LocalPorts, localPorts } from "../adapters/local/local-ports.js";
import type { Entitlement, RoleEntitlement } from "../core/access/entitlement.js";
import type { BrokerPorts } from "../services/access-broker/ports.js";
import { provisionGrant } from "../services/access-broker/provision-grant.js";

export const NOW = Date.parse("2026-12-01T10:00:00Z");

/** The broker over the ledger of local mode on the disk, and a fake AWS in memory. */
export interface AccessWorld {
  readonly ports: LocalPorts;
  close(): Promise<void>;
}

/** Opens a world in a temporary folder. @param aws what stands in AWS already. @default - nothing */
export function accessWorld(
  entitlements: readonly Entitlement[],
  now: () => number,
  aws: AwsState = EMPTY_AWS,
): AccessWorld {
  const folder = mkdtempSync(join(tmpdir(), "cordon-bench-"));
  const values = lmdbKeyValue(join(folder, "ledger.mdb"));
  const ports = localPorts({
    values,
    aws: new MemoryAws(now, 0, aws),
    audit: { size: () => 0, read: () => "", readFrom: () => "", append: () => {} },
    faults: new Faults(undefined, () => process.abort()),
    entitlements: async () => ({ version: 1, entitlements }),
    now,
    random: () => randomBytes(16),
    tell: () => {},
  });
  const close = async (): Promise<void> => {
    await values.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { ports, close };
}

/** An entitlement of a role of its own, so that its attachments stay within AWS's ten. */
export function roleEntitlement(index: number, required = 0): RoleEntitlement {
  return {
    id: `orders-${index}`,
    target: `arn:aws:iam::111122223333:role/app/oncall-${index}`,
    statements: [{ actions: ["s3:Get*"], resources: ["arn:aws:s3:::orders", "arn:aws:s3:::orders/*"] }],
    maxMinutes: 240,
    eligible: ["group:oncall"],
    approval: { required, approvers: required === 0 ? [] : ["user:u-23"] },
  };
}

const WATCHED = ["store", "iam", "scheduler", "notifier", "subjects", "flows", "rows"] as const;

/** The ports, with every call of a store or of AWS written down, reads too. */
export function watched(ports: BrokerPorts, calls: string[]): BrokerPorts {
  const parts = WATCHED.map((name) => [name, watchedPort(name, ports[name], calls)] as const);
  const clock = watchedPort("clock", ports.clock, calls);
  const all: BrokerPorts = {
    ...ports,
    ...(Object.fromEntries(parts) as Pick<BrokerPorts, (typeof WATCHED)[number]>),
    // The broker's own clock is a call to nobody.
    clock: { now: () => ports.clock.now(), reference: () => clock.reference() },
    provisioner: {
      provision: async (grant) => {
        calls.push("provisioner.provision");
        return provisionGrant(all, grant);
      },
    },
  };
  return all;
}

function watchedPort<T extends object>(name: string, port: T, calls: string[]): T {
  return new Proxy(port, {
    get: (target, key) => {
      const member: unknown = Reflect.get(target, key, target);
      if (typeof member !== "function") return member;
      return (...args: readonly unknown[]): unknown => {
        calls.push(`${name}.${String(key)}`);
        return member.apply(target, args);
      };
    },
  });
}
