import type { CheckedNetwork } from "../reachability/checked-network.js";
import type { Resource } from "../terraform/resource.js";
import { listOf, Reference, textOf, Unresolved } from "../terraform/value.js";

/** Attributes under which a policy is named. */
const NAMES = ["arn", "id"];

const ATTACHMENTS = [
  "aws_iam_role_policy_attachment",
  "aws_iam_user_policy_attachment",
  "aws_iam_group_policy_attachment",
  "aws_iam_policy_attachment",
];

/**
 * Whether a policy is the permissions boundary of a role or user, and attached to nobody: it gives no permission and only
 * bounds those that others give (IAM user guide, "Permissions boundaries for IAM entities").
 */
export function isCeiling(policy: Resource, network: CheckedNetwork): boolean {
  if (policy.type !== "aws_iam_policy") return false;
  const bounds = ["aws_iam_role", "aws_iam_user"].some(
    (type) => network.companions(policy, type, "permissions_boundary", NAMES).found.length > 0,
  );
  return bounds && !isAttached(policy, network);
}

/** Whether somebody holds the policy, or may hold it. */
function isAttached(policy: Resource, network: CheckedNetwork): boolean {
  const separately = ATTACHMENTS.some((type) => {
    const { found, incomplete } = network.companions(policy, type, "policy_arn", NAMES);
    return found.length > 0 || incomplete;
  });
  const texts = NAMES.map((name) => textOf(policy.values.get(name)));
  const isThis = (value: unknown): boolean =>
    value instanceof Unresolved ||
    (value instanceof Reference
      ? value.resource === policy.id
      : typeof value === "string" && texts.includes(value));
  return (
    separately ||
    network
      .resources("aws_iam_role")
      .some(({ values }) => listOf(values.get("managed_policy_arns")).some(isThis))
  );
}
