import { compilePattern, matchesPattern } from "../policy/language/pattern.js";
import type { People } from "./entitlement.js";
import { PERSON_ID, type Requester } from "./principal.js";
import type { Refusal } from "./reason-codes.js";

/** What AWS says about a caller. */
export interface Caller {
  /** The `Arn` of `GetCallerIdentity`. */
  readonly arn: string;
  /** Full ARN of the role from `GetRole`: that of a session lacks the path. @default - unknown */
  readonly roleArn?: string;
  /** Source identity of the session, from a source that the caller cannot write. @default - unknown */
  readonly sourceIdentity?: string;
}

const SESSION = /^arn:(aws|aws-cn|aws-us-gov):sts::(\d{12}):assumed-role\/([^/]+)\/([^/]+)$/;
const USER = /^arn:(?:aws|aws-cn|aws-us-gov):iam::\d{12}:user\/(?:.*\/)?([^/]+)$/;
const ROLE = /^arn:(aws|aws-cn|aws-us-gov):iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/;

/**
 * The person behind a caller of AWS: a session of a role whose trust policy pins the person and that the file lists,
 * or an IAM user, who is itself. Anybody else is nobody.
 */
export function personOf(
  caller: Caller,
  people: People = {},
):
  | { readonly ok: true; readonly value: Requester }
  | { readonly ok: false; readonly refusal: Refusal<"caller_unknown"> } {
  const found = SESSION.test(caller.arn) ? sessionOf(caller, people) : userOf(caller.arn, people);
  if (found !== undefined && PERSON_ID.test(found.id)) return { ok: true, value: found };
  const message = "no entry of `people` says who this caller is";
  return { ok: false, refusal: { reason: "caller_unknown", message } };
}

function sessionOf({ arn, roleArn, sourceIdentity }: Caller, { roles = [] }: People): Requester | undefined {
  const [, partition, account, role, session] = SESSION.exec(arn) ?? [];
  const [, rolePartition, roleAccount, name] = ROLE.exec(roleArn ?? "") ?? [];
  // The role that GetRole answered must be the one of the session.
  if (roleArn === undefined || partition !== rolePartition || account !== roleAccount || role !== name)
    return undefined;
  const entries = roles.filter((entry) => matchesPattern(compilePattern(entry.arn), roleArn));
  const [first] = entries;
  // Entries that disagree on how the person is named leave it open who that is.
  if (first === undefined || entries.some(({ person }) => person !== first.person)) return undefined;
  const id = first.person === "sessionName" ? session : sourceIdentity;
  if (id === undefined) return undefined;
  return { id, kind: "user", groups: [...new Set(entries.flatMap(({ groups }) => groups))] };
}

function userOf(arn: string, { users = [] }: People): Requester | undefined {
  const name = USER.exec(arn)?.[1];
  if (name === undefined) return undefined;
  const entries = users.filter((entry) => matchesPattern(compilePattern(entry.arn), arn));
  const [first] = entries;
  if (first === undefined) return { id: name, kind: "user", groups: [] };
  if (entries.some(({ id, kind }) => id !== first.id || kind !== first.kind)) return undefined;
  return {
    id: first.id,
    kind: first.kind ?? "user",
    groups: [...new Set(entries.flatMap(({ groups }) => groups))],
  };
}
