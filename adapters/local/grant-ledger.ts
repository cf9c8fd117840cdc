import { createHash } from "node:crypto";
import { type AuditEvent, type ChainHead, chainEvent, EMPTY_CHAIN } from "../../core/access/audit-chain.js";
import { type Grant, isOpen } from "../../core/access/grant.js";
import type { AuditRecord } from "../../core/access/grant-event.js";
import { noteOf } from "../../core/access/step-grant.js";
import type {
  GrantQuery,
  GrantStore,
  Idempotency,
  KnownRequest,
  RememberedSignatures,
} from "../../services/access-broker/ports.js";
import type { Pages } from "../../services/intent-do-sweep/pages.js";
import type { Faults } from "./faults.js";
import type { KeyValue, Writer } from "./key-value.js";

/** Grants of a page. */
const PAGE = 100;

const GRANT = "grant/";
const OPEN = "open/";
const PERSON = "person/";
const TOKEN = "token/";
const SIGNATURE = "signature/";
/** Events that the journal has not taken yet. */
export const PENDING_EVENT = "event/";
const HEAD = "head";

/** The ledger on a store of keys and values. A grant, its indexes and its event are one transaction. */
export class GrantLedger implements GrantStore, RememberedSignatures {
  readonly #values: KeyValue;
  readonly #faults: Faults;
  readonly #events: () => readonly unknown[];
  readonly #now: () => number;

  /** @param events the audit trail as it stands, wherever the journal carries it */
  constructor(values: KeyValue, faults: Faults, events: () => readonly unknown[], now: () => number) {
    this.#values = values;
    this.#faults = faults;
    this.#events = events;
    this.#now = now;
  }

  async get(id: string): Promise<Grant | undefined> {
    return this.#values.get(keyOf(GRANT, id)) as Grant | undefined;
  }

  async *grants(query: GrantQuery): Pages<Grant> {
    const ids = this.#values.range(prefixOf(query)).map(([key]) => key.slice(key.lastIndexOf("/") + 1));
    for (let at = 0; at < ids.length; at += PAGE) {
      const grants = ids.slice(at, at + PAGE).map((id) => this.#values.get(GRANT + id) as Grant | undefined);
      yield grants.filter((grant) => grant !== undefined);
    }
  }

  async create(
    grant: Grant,
    audit: AuditRecord,
    { key, bodyHash }: Idempotency,
  ): ReturnType<GrantStore["create"]> {
    return this.#faults.call(`store create ${grant.id}`, () =>
      this.#values.transaction((within) => {
        const existing = within.get(TOKEN + key) as KnownRequest | undefined;
        if (existing !== undefined) return { created: false as const, existing };
        within.put(TOKEN + key, { grant: grant.id, bodyHash } satisfies KnownRequest);
        within.put(personKey(grant), grant.id);
        putGrant(within, grant);
        append(within, audit);
        return { created: true as const };
      }),
    );
  }

  async known(key: string): Promise<KnownRequest | undefined> {
    return this.#values.get(TOKEN + key) as KnownRequest | undefined;
  }

  async replace(grant: Grant, audit: AuditRecord): Promise<boolean> {
    return this.#faults.call(`store replace ${grant.id} ${audit.event} ${grant.version}`, () =>
      this.#values.transaction((within) => {
        const stored = within.get(GRANT + grant.id) as Grant | undefined;
        if (stored?.version !== grant.version - 1) return false;
        putGrant(within, grant);
        append(within, audit);
        return true;
      }),
    );
  }

  async note(audit: AuditRecord): Promise<void> {
    this.#faults.call(`store note ${audit.event}`, () =>
      this.#values.transaction((within) => {
        const grant = within.get(keyOf(GRANT, audit.grant)) as Grant | undefined;
        append(within, noteOf(audit, grant));
      }),
    );
  }

  async *events(): Pages<unknown> {
    yield this.#events();
  }

  async head(): Promise<ChainHead> {
    return (this.#values.get(HEAD) as ChainHead | undefined) ?? EMPTY_CHAIN;
  }

  async remember(signature: string, until: number): Promise<boolean> {
    const key = SIGNATURE + createHash("sha256").update(signature).digest("hex");
    return this.#faults.call("store remember", () =>
      this.#values.transaction((within) => {
        const known = within.get(key) as number | undefined;
        if (known !== undefined && known > this.#now()) return false;
        within.put(key, until);
        return true;
      }),
    );
  }
}

function putGrant(within: Writer, grant: Grant): void {
  within.put(GRANT + grant.id, grant);
  if (isOpen(grant)) within.put(OPEN + grant.id, true);
  else within.remove(OPEN + grant.id);
}

function append(within: Writer, audit: AuditRecord): void {
  const before = (within.get(HEAD) as ChainHead | undefined) ?? EMPTY_CHAIN;
  const { event, head } = chainEvent(audit, before);
  within.put(eventKey(head.count), event satisfies AuditEvent);
  within.put(HEAD, head);
}

/** The key of an event that the journal has not taken; keys sort as their numbers do. */
export function eventKey(count: number): string {
  return PENDING_EVENT + String(count).padStart(12, "0");
}

function prefixOf(query: GrantQuery): string {
  switch (query.which) {
    case "open":
      return OPEN;
    case "person":
      return `${PERSON}${query.person.toLowerCase()}/`;
    case "all":
      return GRANT;
  }
}

function personKey({ id, request }: Grant): string {
  return `${PERSON}${request.requester.id.toLowerCase()}/${id}`;
}

/** The key of an id that somebody wrote: one that is too long for a key is nobody's. */
function keyOf(prefix: string, id: string): string {
  return prefix + id.slice(0, 200);
}
