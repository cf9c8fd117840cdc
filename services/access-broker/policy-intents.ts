import type { Intent } from "../../core/access/owed.js";
import { OutsideError } from "../intent-do-sweep/outside-error.js";
import { objectName, rowSubject } from "./grant-objects.js";
import type { Step } from "./step.js";

/** What a grant of an access policy owes to the subject's row. */
export async function policyIntent(intent: Intent, { grant, ports, plan }: Step): Promise<void> {
  const { rows } = ports;
  const subject = rowSubject(grant);
  switch (intent) {
    case "write-access-policy":
      if (plan?.accessPolicy == null)
        throw new TypeError("a grant of kind policy starts with an access policy");
      return rows.put(subject, plan.accessPolicy);
    case "verify-present":
      if ((await rows.get(subject, objectName(grant))) !== undefined) return;
      throw new OutsideError("absent", "the row does not hold the policy yet");
    case "remove-access-policy":
      return rows.remove(subject, objectName(grant));
    case "verify-absent":
      if ((await rows.get(subject, objectName(grant))) === undefined) return;
      throw new OutsideError("busy", "the row still holds the policy");
    default:
      throw new TypeError(`a grant of kind policy owes no ${intent}`);
  }
}
