import type { Findings } from "./sweep-findings.js";
import { sweepFlows } from "./sweep-flows.js";
import { sweepPolicies } from "./sweep-policies.js";
import { sweepRows } from "./sweep-rows.js";
import { sweepSchedules } from "./sweep-schedules.js";
import type { SweepPorts } from "./verbs.js";

/** Compares all that AWS has with the ledger. Returns how many objects no grant owns. */
export async function sweepOutside(ports: SweepPorts, findings: Findings): Promise<number> {
  const before = findings.answer().orphans.length;
  for (const sweepOne of [sweepPolicies, sweepFlows, sweepRows, sweepSchedules]) {
    await findings.guard(sweepOne.name, () => sweepOne(ports, findings));
  }
  return findings.answer().orphans.length - before;
}
