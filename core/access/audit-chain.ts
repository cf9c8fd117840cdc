import { canonicalHash } from "./canonical-json.js";
import type { AuditRecord } from "./grant-event.js";

/** A record in its chain: changed, removed or moved, it no longer fits. */
export interface AuditEvent extends AuditRecord {
  /** Hash of the event before; of the first one {@link CHAIN_START}. */
  readonly previousHash: string;
  /** `sha256:` of the canonical JSON of the event without this key. */
  readonly hash: string;
}

/** The end of a chain, kept where whoever writes the chain cannot rewrite it. */
export interface ChainHead {
  /** Number of events. */
  readonly count: number;
  /** Hash of the last one. */
  readonly hash: string;
}

/** What the first event of a chain follows. */
export const CHAIN_START = `sha256:${"0".repeat(64)}`;

/** The head of a chain without events. */
export const EMPTY_CHAIN: ChainHead = { count: 0, hash: CHAIN_START };

/** The record as the next event of a chain, and the head that the chain then has. */
export function chainEvent(
  record: AuditRecord,
  head: ChainHead,
): { readonly event: AuditEvent; readonly head: ChainHead } {
  const body = { ...record, previousHash: head.hash };
  const hash = canonicalHash(body);
  return { event: { ...body, hash }, head: { count: head.count + 1, hash } };
}

/** Whether a chain is whole, with its head; else its first bad line, counted from one, and what is wrong there. */
export type ChainVerdict =
  | { readonly ok: true; readonly head: ChainHead }
  | { readonly ok: false; readonly line: number; readonly message: string };

/**
 * Verifies a chain of events, which may be anything.
 *
 * @param kept the heads that were kept elsewhere, each of which the chain must have had: without them nobody can tell
 * that it was rewritten as a whole, or that the last events are missing
 */
export function verifyChain(events: readonly unknown[], kept: readonly ChainHead[] = []): ChainVerdict {
  let head = EMPTY_CHAIN;
  const keptAt = new Map<number, string[]>();
  for (const { count, hash } of kept) keptAt.set(count, [...(keptAt.get(count) ?? []), hash]);
  for (const [index, event] of events.entries()) {
    const line = index + 1;
    const hashed = hashOf(event);
    if (hashed === undefined) return { ok: false, line, message: "this is not an event of an audit chain" };
    if (hashed.previousHash !== head.hash) {
      return {
        ok: false,
        line,
        message: "it does not follow the event before: one was removed, added or moved",
      };
    }
    if (hashed.hash !== hashed.computed) {
      return { ok: false, line, message: "it was changed after it was written" };
    }
    head = { count: line, hash: hashed.hash };
    if (keptAt.get(line)?.some((hash) => hash !== hashed.hash) === true) {
      return {
        ok: false,
        line,
        message: "a head that was kept elsewhere is another: the chain was rewritten",
      };
    }
  }
  const longest = kept.reduce((most, { count }) => Math.max(most, count), 0);
  if (longest > head.count) {
    const message = `${longest - head.count} events are missing at the end`;
    return { ok: false, line: head.count + 1, message };
  }
  return { ok: true, head };
}

function hashOf(
  event: unknown,
): { readonly previousHash: unknown; readonly hash: string; readonly computed: string } | undefined {
  if (typeof event !== "object" || event === null || Array.isArray(event)) return undefined;
  const { hash, ...body } = event as Readonly<Record<string, unknown>>;
  if (typeof hash !== "string") return undefined;
  try {
    return { previousHash: body["previousHash"], hash, computed: canonicalHash(body) };
  } catch {
    // What has no canonical form was never written by us.
    return undefined;
  }
}
