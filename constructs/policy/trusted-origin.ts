import { Fn } from "cdktf";
import { HEADER_NAME, SECRET_HASH } from "../../core/contracts/policy-engine.js";
import { CordonError, quote } from "../../core/errors.js";
import { isToken } from "../../core/network/token.js";
import type { PolicyEngineProblem } from "./error-codes.js";

/** A way into the API, a CloudFront distribution as a rule, that proves itself with a secret header. */
export interface TrustedOriginProps {
  /** Name of the header; its case does not matter. @default "x-origin-verify" */
  readonly header?: string;
  /**
   * The secrets, one or two while they rotate, as Terraform values: a sensitive variable, or `random_password.result`.
   * The function gets their hashes alone, and never trusts a secret of less than 32 characters.
   * @default - `secretHashes` are given
   */
  readonly secrets?: readonly string[];
  /** SHA-256 hashes of the secrets, in lower-case hexadecimal. @default - `secrets` are given */
  readonly secretHashes?: readonly string[];
}

/** Two are enough to rotate: the one that is used, and the next or the last one. */
const MOST_SECRETS = 2;

/**
 * The hashes of the secrets, which Terraform computes.
 *
 * @throws CordonError CORDON_POLICY_ENGINE_SECRET_LITERAL, CORDON_POLICY_ENGINE_SETTING_REFUSED
 */
export function originSecretHashes(
  { secrets = [], secretHashes = [] }: TrustedOriginProps,
  where: string,
): string[] {
  const problems: PolicyEngineProblem[] = secrets
    .filter((secret) => !isToken(secret))
    .map(() => ({
      code: "CORDON_POLICY_ENGINE_SECRET_LITERAL",
      summary: "a secret stands in the source",
      got: "a literal",
      allowed: "a Terraform value: a sensitive variable, or the result of random_password",
      fix: "take it out of the source, and exchange it: whoever reads the repository knows it",
      where,
    }));
  for (const hash of secretHashes) {
    if (!isToken(hash) && SECRET_HASH.parse(hash) === undefined)
      problems.push(refused(quote(hash), SECRET_HASH.allowed, where));
  }
  const number = secrets.length + secretHashes.length;
  if (number < 1 || number > MOST_SECRETS) {
    problems.push(refused(`${number} secrets`, `one secret, or two while they rotate`, where));
  }
  if (problems.length > 0) throw new CordonError(problems);
  return [...secrets.map((secret) => Fn.sha256(secret)), ...secretHashes];
}

const DEFAULT_HEADER = "x-origin-verify";

/**
 * The name of the header in lower case, as the function compares names.
 *
 * @throws CordonError CORDON_POLICY_ENGINE_SETTING_REFUSED
 */
export function originHeader({ header = DEFAULT_HEADER }: TrustedOriginProps, where: string): string {
  if (isToken(header)) return header;
  const name = header.toLowerCase();
  if (HEADER_NAME.parse(name) === undefined) {
    throw new CordonError([refused(quote(header), 'a header name: letters, digits and "-"', where)]);
  }
  return name;
}

function refused(got: string, allowed: string, where: string): PolicyEngineProblem {
  return {
    code: "CORDON_POLICY_ENGINE_SETTING_REFUSED",
    summary: "the trusted origin cannot prove itself with this",
    got,
    allowed,
    fix: "correct trustedOrigin",
    where,
  };
}
