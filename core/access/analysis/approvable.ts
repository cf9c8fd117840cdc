import type { Entitlement, People } from "../entitlement.js";
import { type AccessFinding, finding, type Unproven } from "./finding.js";

/** The persons that entries name, ids in lower case; open where patterns of roles may name more. */
interface Nameable {
  readonly persons: ReadonlySet<string>;
  readonly isOpen: boolean;
}

/** Whether requests can be approved by as many distinct persons as are required, none of them the requester. */
export function approvability(
  entitlement: Entitlement,
  people: People | undefined,
): { readonly findings: readonly AccessFinding[]; readonly unproven: readonly Unproven[] } {
  const { id, approval, eligible } = entitlement;
  if (approval.required === 0) return { findings: [], unproven: [] };
  const approvers = nameable(approval.approvers, people);
  if (approvers.isOpen) {
    const message = `who the approvers ${approval.approvers.join(", ")} are is not in the file`;
    return { findings: [], unproven: [{ entitlement: id, message }] };
  }
  const needed = `${approval.required} ${approval.required === 1 ? "approval is" : "approvals are"} required`;
  const fix = "Name more approvers, give a group to somebody in `people`, or require fewer approvals.";
  const found = (message: string): AccessFinding => finding("CORDON-JIT-003", id, message, fix);
  const { size } = approvers.persons;
  if (size < approval.required) {
    return { findings: [found(`${needed}, and the file names ${size} who may give one`)], unproven: [] };
  }
  const requesters = nameable(eligible, people);
  const stranded = [...requesters.persons].filter(
    (person) => approvers.persons.has(person) && size - 1 < approval.required,
  );
  if (stranded.length === 0) return { findings: [], unproven: [] };
  const message = `${needed}, and too few approvers are left for a request of ${stranded.join(", ")}`;
  return { findings: [found(message)], unproven: [] };
}

function nameable(entries: readonly string[], people: People | undefined): Nameable {
  const persons = new Set<string>();
  let isOpen = false;
  for (const entry of entries) {
    const name = entry.slice(entry.indexOf(":") + 1);
    if (!entry.startsWith("group:")) {
      persons.add(name.toLowerCase());
    } else if (people === undefined) {
      // Groups may come from an identity store, of which a file knows nothing.
      isOpen = true;
    } else {
      isOpen ||= (people.roles ?? []).some(({ groups }) => groups.includes(name));
      for (const user of people.users ?? [])
        if (user.groups.includes(name)) persons.add(user.id.toLowerCase());
    }
  }
  return { persons, isOpen };
}
