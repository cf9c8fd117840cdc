import { createHash } from "node:crypto";
import { readText } from "../../adapters/files/read-text.js";
import { checkAccess } from "../../core/access/analysis/check-access.js";
import type { AccessFinding } from "../../core/access/analysis/finding.js";
import type { EntitlementFile, RoleEntitlement } from "../../core/access/entitlement.js";
import { checkEntitlements, readEntitlements } from "../../core/access/read-entitlements.js";
import { CordonError, quote, valueOrThrow } from "../../core/errors.js";
import type { JitErrorCode, JitProblem } from "./error-codes.js";

/** Entitlements that were checked, as one text. */
export interface EntitlementSet {
  readonly file: EntitlementFile;
  /** Compact JSON: the same entitlements give the same bytes. */
  readonly text: string;
  /** SHA-256 of the text in UTF-8, in hexadecimal. */
  readonly hash: string;
  /** The account of all targets, where there is one. */
  readonly account: string | undefined;
}

/** What is known beside the file. */
export interface SetSettings {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Whether an identity store has groups of its own. */
  readonly groupsElsewhere: boolean;
}

const UNREADABLE = "CORDON_JIT_ENTITLEMENTS_UNREADABLE" satisfies JitErrorCode;

/**
 * Reads and checks a file of entitlements, as `cordon access check` does; what that only reports is refused here where
 * no grant could come of it, or none that ends.
 *
 * @param where construct path, for messages
 * @throws CordonError CORDON_JIT_ENTITLEMENTS_UNREADABLE, CORDON_JIT_ENTITLEMENT_REFUSED,
 * CORDON_JIT_PEOPLE_REFUSED, CORDON_JIT_TARGET_ELSEWHERE, and what reading entitlements says
 */
export function entitlementSet(path: string, where: string, settings: SetSettings): EntitlementSet {
  const text = valueOrThrow(readText<JitErrorCode>(path, UNREADABLE), where);
  const file = valueOrThrow(readEntitlements(text, path), where);
  checkSet(file, where, settings);
  return setOf(file, where);
}

/** The same for a file that was read and then added to. @throws CordonError as {@link entitlementSet} */
export function extendedSet(file: EntitlementFile, where: string, settings: SetSettings): EntitlementSet {
  checkSet(valueOrThrow(checkEntitlements(file, where), where), where, settings);
  return setOf(file, where);
}

function checkSet(file: EntitlementFile, where: string, { now, groupsElsewhere }: SetSettings): void {
  const { findings } = checkAccess(file, now, { groupsElsewhere });
  const refused = findings.filter(({ rule }) => REFUSED.has(rule)).map((one) => findingProblem(one, where));
  const nobody = (file.people?.roles ?? []).filter(({ person }) => person === "sourceIdentity");
  const problems = [...refused, ...nobody.map(({ arn }) => nobodyProblem(arn, where))];
  if (problems.length > 0) throw new CordonError(problems);
}

/** STS API Reference, GetCallerIdentity: it says the ARN of a session, in which no source identity stands. */
function nobodyProblem(arn: string, where: string): JitProblem {
  return {
    code: "CORDON_JIT_PEOPLE_REFUSED",
    summary:
      "STS does not tell the broker the source identity of a caller, so nobody could ask by a session of this role",
    got: quote(arn),
    allowed: '"person": "sessionName", for a role whose trust policy pins sts:RoleSessionName to the person',
    fix: "pin the session name in the trust policy of the role, and write sessionName",
    where,
  };
}

function setOf(file: EntitlementFile, where: string): EntitlementSet {
  const accounts = [...new Set(targetsOf(file).map(accountOf))];
  if (accounts.length > 1) throw new CordonError([elsewhere(accounts.join(", "), "one account", where)]);
  const text = JSON.stringify(file);
  return { file, text, hash: createHash("sha256").update(text).digest("hex"), account: accounts[0] };
}

/** Escalation, no proven end, nobody to approve, nobody to attach to: no request could succeed, or it must not. */
const REFUSED: ReadonlySet<string> = new Set([
  "CORDON-JIT-001",
  "CORDON-JIT-002",
  "CORDON-JIT-003",
  "CORDON-JIT-006",
]);

/** ARNs of the roles that the entitlements open, each once. */
export function targetsOf({ entitlements }: EntitlementFile): string[] {
  const roles = entitlements.filter(
    (one): one is RoleEntitlement => one.kind === undefined || one.kind === "role",
  );
  return [...new Set(roles.map(({ target }) => target))].sort();
}

function accountOf(arn: string): string {
  return arn.split(":")[4] ?? "";
}

/** The problem of a target that this broker does not serve. */
export function elsewhere(got: string, allowed: string, where: string): JitProblem {
  return {
    code: "CORDON_JIT_TARGET_ELSEWHERE",
    summary: "one broker serves one account, and a target lies in another",
    got: quote(got),
    allowed,
    fix: "deploy a broker of its own, with a file of its own, into the other account",
    where,
  };
}

function findingProblem({ rule, entitlement, message, fix }: AccessFinding, where: string): JitProblem {
  return {
    code: "CORDON_JIT_ENTITLEMENT_REFUSED",
    summary: `${rule}: ${message}`,
    got: quote(entitlement),
    allowed: "an entitlement that `cordon access check` has no such finding on",
    fix: fix.replace(/\.$/, ""),
    where,
  };
}
