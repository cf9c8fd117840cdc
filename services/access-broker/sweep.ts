import type { Grant } from "../../core/access/grant.js";
import { gaugesOf } from "../../core/access/owed.js";
import { OutsideError } from "../intent-do-sweep/outside-error.js";
import { allOf } from "../intent-do-sweep/pages.js";
import { Findings } from "./sweep-findings.js";
import { bringDue } from "./sweep-ledger.js";
import { sweepOutside } from "./sweep-outside.js";
import type { AccessBrokerVerbs } from "./verbs.js";

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
  const file = await ports.entitlements();
  for (const grant of open) await findings.guard(grant.id, () => bringDue(ports, grant, file, findings));
  if (only !== undefined) return findings.answer();
  const orphans = await sweepOutside(ports, findings);
  const left = await allOf(ports.store.grants({ which: "open" }));
  for (const { id, stuck } of left) if (stuck) findings.add("stuck", id);
  await quietly(() => ports.gauges({ ...gaugesOf(left, ports.clock.now()), orphans }));
  await quietly(async () => ports.heads.keep(await ports.store.head()));
  return findings.answer();

  async function one(id: string): Promise<readonly Grant[]> {
    const grant = await ports.store.get(id);
    return grant === undefined ? [] : [grant];
  }
};

/** What fails here is done by the next sweep. */
async function quietly(call: () => Promise<void>): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
  }
}
