import type { EntitlementFile } from "../../core/access/entitlement.js";
import { ulid } from "../../core/access/ulid.js";
import type { BrokerPorts, BrokerSettings, Notice } from "../../services/access-broker/ports.js";
import { provisionGrant } from "../../services/access-broker/provision-grant.js";
import { AuditJournal, type AuditText } from "./audit-journal.js";
import type { AwsHolder } from "./aws-state.js";
import { fakeFlows } from "./fake-flows.js";
import { FakeIam } from "./fake-iam.js";
import { fakeRows } from "./fake-rows.js";
import { fakeScheduler } from "./fake-scheduler.js";
import type { Faults } from "./faults.js";
import { GrantLedger } from "./grant-ledger.js";
import type { KeyValue } from "./key-value.js";

/** What the local ports stand on. */
export interface LocalBase {
  readonly values: KeyValue;
  readonly aws: AwsHolder;
  readonly audit: AuditText;
  readonly faults: Faults;
  readonly entitlements: () => Promise<EntitlementFile>;
  readonly now: () => number;
  /** The clock of AWS. @default - the broker's own */
  readonly reference?: () => number;
  /** 16 random bytes. */
  readonly random: () => Uint8Array;
  readonly tell: (notice: Notice) => void;
  /** @default - nothing waits */
  readonly wait?: (milliseconds: number) => Promise<void>;
  readonly settings?: BrokerSettings;
}

/** The ports of the broker without a cloud, and the journal that carries the audit trail to its text. */
export interface LocalPorts extends BrokerPorts {
  readonly store: GrantLedger;
  readonly heads: AuditJournal;
}

/** The ports over a store, a fake AWS and a text for the audit trail: in a folder, or in memory. */
export function localPorts(base: LocalBase): LocalPorts {
  const { values, aws, faults, now, reference = now } = base;
  const journal = new AuditJournal(values, base.audit, faults);
  const rows = fakeRows(aws, faults);
  const ports: LocalPorts = {
    store: new GrantLedger(values, faults, () => journal.events(), now),
    heads: journal,
    entitlements: base.entitlements,
    clock: { now, reference: async () => reference() },
    newId: () => ulid(now(), base.random()),
    subjects: rows,
    notifier: {
      tell: async (notice) =>
        faults.call(`notifier ${notice.event} ${notice.grant}`, () => base.tell(notice)),
    },
    provisioner: { provision: (grant) => provisionGrant(ports, grant) },
    iam: new FakeIam(aws, faults, now),
    scheduler: fakeScheduler(aws, faults),
    flows: fakeFlows(aws, faults),
    rows,
    gauges: async () => {},
    wait: base.wait ?? (async () => {}),
    settings: base.settings ?? {},
  };
  return ports;
}
