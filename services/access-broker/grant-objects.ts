import type { Grant } from "../../core/access/grant.js";
import { POLICY_PATH } from "../../core/access/plan.js";
import { subjectOf } from "../../core/access/plan-content.js";

/** Prefix of the names of all objects of a grant; the rest is its id, so that a repeat finds its own. */
const PREFIX = "jit-";

/** Name of the grant's policy in IAM, of its entry in a subject's row, and in the tag of its rules. */
export function objectName({ id }: Pick<Grant, "id">): string {
  return PREFIX + id;
}

/** The id of the grant that an object names, or undefined where it names none. */
export function grantOfName(name: string): string | undefined {
  return name.startsWith(PREFIX) ? name.slice(PREFIX.length) : undefined;
}

/** ARN of the grant's policy: partition and account are those of the target. Null for kinds that IAM does not enforce. */
export function policyArnOf(grant: Pick<Grant, "id" | "kind" | "target">): string | null {
  if (grant.kind !== "role") return null;
  const [arn, partition, service, region, account] = grant.target.split(":");
  return `${arn}:${partition}:${service}:${region}:${account}:policy${POLICY_PATH}${objectName(grant)}`;
}

/** The schedule that wakes the broker at the deadline. */
export function deadlineSchedule({ id }: Pick<Grant, "id">): string {
  return id;
}

/** The schedule that wakes it for a start that lies ahead. */
export function startSchedule({ id }: Pick<Grant, "id">): string {
  return `${id}-start`;
}

/** The subject whose row holds the access policy of the grant. */
export function rowSubject({ request }: Grant): string {
  const subject = subjectOf(request.requester);
  if (subject === undefined) throw new TypeError("a grant of kind policy is for a user or a service");
  return subject;
}
