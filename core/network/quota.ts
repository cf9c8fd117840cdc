import type { NetworkProblem } from "./error-codes.js";

/**
 * The quotas of one AWS account that bound a segmentation (Amazon VPC User Guide, "Amazon VPC quotas").
 *
 * Raise a value here only after AWS raised it for the account.
 */
export interface NetworkQuotas {
  /** Rules of one group in one direction and one address family. @default 60 */
  readonly rulesPerDirection: number;
  /** Security groups on one network interface, at most 16. @default 5 */
  readonly groupsPerInterface: number;
}

/** What a new account has. */
export const DEFAULT_QUOTAS: NetworkQuotas = { rulesPerDirection: 60, groupsPerInterface: 5 };

/** Rules per direction times groups per interface may never exceed this, whatever is raised. */
const MOST_RULES_TIMES_GROUPS = 1000;
/** The highest value that AWS grants for groups per interface. */
const MOST_GROUPS_PER_INTERFACE = 16;

/** Entries of the AWS-managed prefix lists, which count against the rule quota (Amazon VPC User Guide, "AWS-managed prefix lists"). */
export const MANAGED_PREFIX_LIST_WEIGHTS: ReadonlyMap<string, number> = new Map([
  ["s3", 1],
  ["dynamodb", 1],
]);

/** The quotas with the account's own values, checked against what AWS can grant at all. Problem: CORDON_QUOTA_GROUPS. */
export function checkQuotas(quotas: NetworkQuotas): NetworkProblem[] {
  const { rulesPerDirection, groupsPerInterface } = quotas;
  const sound =
    Number.isInteger(rulesPerDirection) &&
    Number.isInteger(groupsPerInterface) &&
    rulesPerDirection >= 1 &&
    groupsPerInterface >= 1 &&
    groupsPerInterface <= MOST_GROUPS_PER_INTERFACE &&
    rulesPerDirection * groupsPerInterface <= MOST_RULES_TIMES_GROUPS;
  if (sound) return [];
  return [
    {
      code: "CORDON_QUOTA_GROUPS",
      summary: "AWS grants no such pair of quotas",
      got: `rulesPerDirection ${rulesPerDirection}, groupsPerInterface ${groupsPerInterface}`,
      allowed: `whole numbers from 1, at most ${MOST_GROUPS_PER_INTERFACE} groups, and their product at most ${MOST_RULES_TIMES_GROUPS}`,
      fix: "lower one of the two; Service Quotas shows the account's values",
    },
  ];
}

/** Whether the groups fit on one network interface together. Problem: CORDON_QUOTA_GROUPS. */
export function checkInterface(groups: readonly string[], quotas: NetworkQuotas): NetworkProblem[] {
  const distinct = new Set(groups);
  if (distinct.size === groups.length && groups.length >= 1 && groups.length <= quotas.groupsPerInterface)
    return [];
  return [
    {
      code: "CORDON_QUOTA_GROUPS",
      summary: "one network interface cannot carry these security groups",
      got: groups.length === 0 ? "none" : `${groups.length} segments: ${groups.join(", ")}`,
      allowed: `1 to ${quotas.groupsPerInterface} different segments`,
      fix: "give the workload one segment of its own and move its flows there: the groups of one interface are a union anyway",
    },
  ];
}

/** What one rule weighs against the quota of its direction, in each address family. */
export interface RuleWeight {
  readonly ipv4: number;
  readonly ipv6: number;
}
