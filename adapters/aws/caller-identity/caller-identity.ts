import { GetRoleCommand, type IAMClient } from "@aws-sdk/client-iam";
import type { People } from "../../../core/access/entitlement.js";
import { isIdentityCenterRole } from "../../../core/access/groups-today.js";
import { personOf } from "../../../core/access/person.js";
import type { Requester } from "../../../core/access/principal.js";
import type { LiveReason, Refusal } from "../../../core/access/reason-codes.js";
import { SIGNED_IDENTITY } from "../../../core/contracts/access-identity.js";
import type { RememberedSignatures } from "../../../services/access-broker/ports.js";
import { OutsideError } from "../../../services/intent-do-sweep/outside-error.js";
import { outsideOr } from "../outside/outside-call.js";
import { type IdentityExpectation, readSignedIdentity } from "./read-signed-identity.js";

/** What asks STS, and who is believed. */
export interface CallerIdentityOptions {
  readonly region: string;
  /** The account that the broker serves; callers of another one are nobody. */
  readonly account: string;
  readonly functions: readonly string[];
  readonly signatures: RememberedSignatures;
  readonly iam: IAMClient;
  readonly now: () => number;
  /** Groups that sessions of IAM Identity Center have beside those of the file, by session name. @default - none */
  readonly groupsOf?: ((userName: string) => Promise<readonly string[]>) | undefined;
  /** @default fetch */
  readonly fetch?: typeof fetch;
  /** Asked in place of STS, with the same request. @default - the host that the identity is signed for */
  readonly endpoint?: string | undefined;
}

/** A caller who is known, or why not. */
export type Known =
  | { readonly ok: true; readonly value: { readonly person: Requester; readonly functionArn: string } }
  | { readonly ok: false; readonly refusal: Refusal<LiveReason> };

/** How long a signature is remembered: STS takes one for 15 minutes. */
export const REMEMBERED_MS = 20 * 60_000;
const LONGEST_ANSWER = 16_384;
const LONGEST_WAIT_MS = 5000;

/**
 * Who signed the identity of an event: STS says it, from a request that is built anew of fixed parts.
 *
 * 1. The identity must be fresh, for this function and these bytes. 2. STS says whose signature it is. 3. A session's
 * role must be one of the account, whose full ARN IAM says. 4. No signature counts twice. 5. The identity store, where
 * there is one, says which groups a session of IAM Identity Center has.
 */
export async function callerOf(
  identity: unknown,
  payloadHash: string,
  people: People | undefined,
  options: CallerIdentityOptions,
): Promise<Known> {
  const { region, functions, now, account } = options;
  const expected: IdentityExpectation = { functions, payloadHash, now: now(), region };
  const read = readSignedIdentity(identity, expected);
  if (!read.ok) return read;
  const { headers, host, signature, functionArn } = read.value;
  const arn = await askSts(host, headers, account, options);
  if (arn === undefined) return unknown("STS does not say that this is somebody of the account");
  const roleArn = await roleOf(arn, options.iam);
  const person = personOf({ arn, ...(roleArn === undefined ? {} : { roleArn }) }, people);
  if (!person.ok) return person;
  if (!(await options.signatures.remember(signature, now() + REMEMBERED_MS))) {
    return { ok: false, refusal: { reason: "identity_replayed", message: "this identity was used before" } };
  }
  return { ok: true, value: { person: await withStoredGroups(person.value, roleArn, options), functionArn } };
}

/** The person with the groups of the identity store; of other roles, AWS does not say that a session name is of it. */
async function withStoredGroups(
  person: Requester,
  roleArn: string | undefined,
  { groupsOf }: CallerIdentityOptions,
): Promise<Requester> {
  if (groupsOf === undefined || roleArn === undefined || !isIdentityCenterRole(roleArn)) return person;
  return { ...person, groups: [...new Set([...(person.groups ?? []), ...(await groupsOf(person.id))])] };
}

/** The ARN that STS answers, where it is one of the account. */
async function askSts(
  host: string,
  headers: Readonly<Record<string, string>>,
  account: string,
  { endpoint, fetch: ask = fetch }: CallerIdentityOptions,
): Promise<string | undefined> {
  // fetch writes the host itself, from the URL.
  const { host: _, ...sent } = headers;
  let answer: Response;
  let text: string;
  try {
    answer = await ask(endpoint ?? `https://${host}${SIGNED_IDENTITY.path}`, {
      method: SIGNED_IDENTITY.method,
      headers: sent,
      body: SIGNED_IDENTITY.body,
      redirect: "error",
      signal: AbortSignal.timeout(LONGEST_WAIT_MS),
    });
    text = await answer.text();
  } catch (error) {
    throw new OutsideError("throttled", "STS cannot be reached", { cause: error });
  }
  if (answer.status === 429 || answer.status >= 500) {
    throw new OutsideError("throttled", `STS answers ${answer.status}`);
  }
  if (answer.status !== 200 || text.length > LONGEST_ANSWER) return undefined;
  return only(text, "Account") === account ? only(text, "Arn") : undefined;
}

/** The text of the one element of this name. */
function only(xml: string, name: string): string | undefined {
  const [found, ...others] = [...xml.matchAll(new RegExp(`<${name}>([^<>&]+)</${name}>`, "g"))];
  return others.length > 0 ? undefined : found?.[1];
}

/** The full ARN of a session's role, which a session lacks; undefined for one that IAM does not know. */
async function roleOf(arn: string, iam: IAMClient): Promise<string | undefined> {
  const name = /^arn:[a-z-]+:sts::\d{12}:assumed-role\/([^/]+)\//.exec(arn)?.[1];
  if (name === undefined) return undefined;
  try {
    const answer = await outsideOr(undefined, () => iam.send(new GetRoleCommand({ RoleName: name })));
    return answer?.Role?.Arn;
  } catch (error) {
    // A role that the broker may not look at is not one of `people`.
    if (error instanceof OutsideError && error.kind === "refused") return undefined;
    throw error;
  }
}

function unknown(message: string): Known {
  return { ok: false, refusal: { reason: "caller_unknown", message } };
}
