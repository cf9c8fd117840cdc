import type { Change, IdentityStore } from "./ports.js";
import { KEYS } from "./rows.js";

/** A risk that somebody measured. */
export interface MeasuredRisk {
  /** 0 to 1. */
  readonly risk: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** In words. */
  readonly reasons: readonly string[];
}

/** Writes the risk into the row of a subject that the policy engine reads; an older one never overwrites. */
export async function setRisk(store: IdentityStore, subject: string, measured: MeasuredRisk): Promise<void> {
  await store.commit([riskChange(subject, measured)]);
}

function riskChange(subject: string, { risk, at, reasons }: MeasuredRisk): Change {
  // One form for all, so that texts compare as instants do.
  const risk_at = new Date(at).toISOString();
  return {
    change: "merge",
    key: KEYS.subject(subject),
    fields: { risk, risk_at, risk_reasons: reasons },
    unlessLater: { field: "risk_at", than: risk_at },
  };
}
