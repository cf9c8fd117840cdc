import {
  DescribeGroupCommand,
  GetUserIdCommand,
  type IdentitystoreClient,
  ListGroupMembershipsForMemberCommand,
} from "@aws-sdk/client-identitystore";
import { OutsideError } from "../../../services/intent-do-sweep/outside-error.js";
import { outside, outsideOr } from "../outside/outside-call.js";

/** The groups of a person by user name: what the identity store of IAM Identity Center says. */
export type StoredGroups = (userName: string) => Promise<readonly string[]>;

/** Which store, and what time it is. */
export interface IdentityStoreOptions {
  /** `d-1234567890` */
  readonly identityStoreId: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** For this long somebody who left a group still has it; every caller costs three calls or more otherwise. */
export const REMEMBERED_MS = 5 * 60_000;
const MOST_REMEMBERED = 1000;
/** Identity store quotas: a user is in at most 1000 groups, 100 a page. */
const MOST_PAGES = 20;

/**
 * Groups of IAM Identity Center by display name; nobody the store does not know is in any. What cannot be read is an
 * OutsideError and never an empty list, so that nothing is decided on half of the groups.
 *
 * Identity Store API Reference: GetUserId, ListGroupMembershipsForMember, DescribeGroup.
 */
export function identityCenterGroups(
  client: IdentitystoreClient,
  { identityStoreId: IdentityStoreId, now }: IdentityStoreOptions,
): StoredGroups {
  const remembered = new Map<string, { readonly at: number; readonly groups: readonly string[] }>();
  return async (userName) => {
    const known = remembered.get(userName);
    const age = known === undefined ? Number.NaN : now() - known.at;
    // A clock that was set back makes no answer younger.
    if (known !== undefined && age >= 0 && age < REMEMBERED_MS) return known.groups;
    // Before the calls: what changes while they run counts as not seen.
    const at = now();
    const groups = await groupsOf(client, IdentityStoreId, userName);
    if (remembered.size >= MOST_REMEMBERED) remembered.clear();
    remembered.set(userName, { at, groups });
    return groups;
  };
}

async function groupsOf(
  client: IdentitystoreClient,
  IdentityStoreId: string,
  AttributeValue: string,
): Promise<readonly string[]> {
  const user = await outsideOr(undefined, () =>
    client.send(
      new GetUserIdCommand({
        IdentityStoreId,
        AlternateIdentifier: { UniqueAttribute: { AttributePath: "userName", AttributeValue } },
      }),
    ),
  );
  if (user === undefined) return [];
  const UserId = said(user.UserId);
  const ids: string[] = [];
  let next: string | undefined;
  for (let page = 0; ; page += 1) {
    if (page === MOST_PAGES) throw unreadable("more pages of memberships than there can be");
    const answer = await outside(() =>
      client.send(
        new ListGroupMembershipsForMemberCommand({
          IdentityStoreId,
          MemberId: { UserId },
          ...(next === undefined ? {} : { NextToken: next }),
        }),
      ),
    );
    for (const { GroupId } of answer.GroupMemberships ?? []) ids.push(said(GroupId));
    next = answer.NextToken;
    if (next === undefined) break;
  }
  const names: string[] = [];
  for (const GroupId of ids) {
    const group = await outsideOr(undefined, () =>
      client.send(new DescribeGroupCommand({ IdentityStoreId, GroupId })),
    );
    // Gone since the list was read: nobody is in it.
    if (group !== undefined) names.push(said(group.DisplayName));
  }
  return names;
}

function said(text: string | undefined): string {
  if (text === undefined || text === "") throw unreadable("an answer lacks what it must say");
  return text;
}

function unreadable(message: string): OutsideError {
  return new OutsideError("refused", `the identity store cannot be read: ${message}`);
}
