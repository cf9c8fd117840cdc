import type { EntitlementFile } from "../../core/access/entitlement.js";
import type { Grant } from "../../core/access/grant.js";
import { gaugesOf } from "../../core/access/owed.js";
import { OutsideError } from "../intent-do-sweep/outside-error.js";
import { allOf } from "../intent-do-sweep/pages.js";
import { Findings } from "./sweep-findings.js";
import { bringDue } from "./sweep-ledger.js";
import { sweepOutside } from "./sweep-outside.js";
import type { AccessBrokerVerbs, SweepAnswer, SweepPorts } from "./verbs.js";

/** What a sweep lists where it could not keep the head of the audit chain. */
const HEAD = "audit-head";

/**
 * Compares ledger and world, in both directions, and finishes or undoes what is half-done.
 *
 * First what time brings to the grants of the ledger; then what AWS has: objects without a grant, objects that
 * differ from what was approved, and grants without their objects. One that fails stops no other.
 * @param only with an id only what time brings to that grant, as a schedule asks for
 */
export const sweep: AccessBrokerVerbs["sweep"] = async (ports, only) => {
  const findings = new Findings();
  const open = only === undefined ? await allOf(ports.store.grants({ which: "open" })) : await one(only);
  const { file, unreadable } = await readFile(ports, findings);
  for (const grant of open) await findings.guard(grant.id, () => bringDue(ports, grant, file, findings));
  if (only !== undefined) return ended();
  const orphans = await sweepOutside(ports, findings);
  const left = await allOf(ports.store.grants({ which: "open" }));
  for (const { id, stuck } of left) if (stuck) findings.add("stuck", id);
  const headsNotKept = (await keepHead(ports, findings)) ? 0 : 1;
  const gauges = { ...gaugesOf(left, ports.clock.now()), orphans, headsNotKept };
  await findings.guard("gauges", () => ports.gauges(gauges));
  return ended();

  function ended(): SweepAnswer {
    // What is over is gone; now whoever wrote the file hears of it.
    if (unreadable !== undefined) throw unreadable;
    return findings.answer();
  }

  async function one(id: string): Promise<readonly Grant[]> {
    const grant = await ports.store.get(id);
    return grant === undefined ? [] : [grant];
  }
};

/** The file of today. Nothing that is over waits for it: without one no grant starts, and none is compared with it. */
async function readFile(
  { entitlements }: SweepPorts,
  findings: Findings,
): Promise<{ readonly file?: EntitlementFile; readonly unreadable?: unknown }> {
  try {
    return { file: await entitlements() };
  } catch (error) {
    if (!(error instanceof OutsideError)) return { unreadable: error };
    findings.add("failed", "entitlements");
    return {};
  }
}

/** Waits between the attempts to keep the head, in milliseconds. */
const HEAD_WAITS = [500, 2000];

/** Whether the head of the chain is kept. One that is not is told, alarmed, and kept by the next sweep with its successor. */
async function keepHead({ store, heads, wait }: SweepPorts, findings: Findings): Promise<boolean> {
  for (const milliseconds of [...HEAD_WAITS, undefined]) {
    try {
      await heads.keep(await store.head());
      return true;
    } catch (error) {
      if (!(error instanceof OutsideError)) throw error;
    }
    if (milliseconds !== undefined) await wait(milliseconds);
  }
  findings.add("failed", HEAD);
  return false;
}
