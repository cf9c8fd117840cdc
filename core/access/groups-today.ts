import type { People } from "./entitlement.js";
import { isSamePerson, type Requester } from "./principal.js";

/** Path of the roles that IAM Identity Center makes; the name of their sessions is a user name of its identity store. */
const IDENTITY_CENTER_ROLE = /^arn:[a-z-]+:iam::\d{12}:role\/aws-reserved\/sso\.amazonaws\.com\//;

/** Whether AWS itself made the role for IAM Identity Center, so that nobody else can name its sessions. */
export function isIdentityCenterRole(roleArn: string): boolean {
  return IDENTITY_CENTER_ROLE.test(roleArn);
}

/**
 * The groups that a person has at a later start: those of the request that the file still gives, and those of the
 * identity store. By which role somebody asked is not known any more, so a group counts that any role still gives.
 */
export function groupsToday(
  { id, groups = [] }: Requester,
  { roles = [], users = [] }: People = {},
  stored: readonly string[] = [],
): readonly string[] {
  const still = groups.filter(
    (group) =>
      roles.some((role) => role.groups.includes(group)) ||
      users.some((user) => isSamePerson(user.id, id) && user.groups.includes(group)),
  );
  return [...new Set([...still, ...stored])];
}
