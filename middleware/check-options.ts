import { HEADER_NAME, SECRET_HASH, TOKEN_ALGORITHM } from "../core/contracts/policy-engine.js";
import { FETCHED_URL, type VariableKind } from "../core/contracts/variable.js";
import { CordonError, type Problem, quote } from "../core/errors.js";
import type { ZeroTrustOptions } from "./options.js";

/** @throws CordonError CORDON_MIDDLEWARE_OPTION_INVALID, every problem at once */
export function checkOptions(options: ZeroTrustOptions): void {
  const { token, policies, evaluation, deadlineMilliseconds = 1, trustedOrigin } = options;
  const problems: Problem[] = [];
  const refuse = (where: string, got: unknown, allowed: string): void => {
    problems.push({
      code: "CORDON_MIDDLEWARE_OPTION_INVALID",
      summary: `zeroTrust cannot use this ${where}`,
      got: got === undefined ? "nothing" : quote(got),
      allowed,
      fix: `correct options.${where}`,
      where: `options.${where}`,
    });
  };
  const expect = (where: string, kind: VariableKind<unknown>, value: unknown): void => {
    if (typeof value !== "string" || kind.parse(value) === undefined) refuse(where, value, kind.allowed);
  };
  const audience = Array.isArray(token.audience) ? token.audience : [token.audience];
  if (typeof token.issuer !== "string" || token.issuer === "")
    refuse("token.issuer", token.issuer, "the iss claim");
  if (audience.length === 0 || audience.some((value) => typeof value !== "string" || value === "")) {
    refuse("token.audience", token.audience, "one aud claim or more, not empty");
  }
  expect("token.keySetUrl", FETCHED_URL, token.keySetUrl);
  for (const algorithm of token.algorithms ?? []) expect("token.algorithms", TOKEN_ALGORITHM, algorithm);
  if (token.algorithms?.length === 0) refuse("token.algorithms", [], TOKEN_ALGORITHM.allowed);
  if ((policies === undefined) === (evaluation === undefined)) {
    refuse(
      "policies",
      { policies: policies !== undefined, evaluation: evaluation !== undefined },
      "either policies or evaluation",
    );
  }
  if (evaluation !== undefined) expect("evaluation.url", FETCHED_URL, evaluation.url);
  if (!(Number.isInteger(deadlineMilliseconds) && deadlineMilliseconds > 0)) {
    refuse("deadlineMilliseconds", deadlineMilliseconds, "a whole number from 1");
  }
  if (trustedOrigin !== undefined) {
    const { header } = trustedOrigin;
    expect("trustedOrigin.header", HEADER_NAME, typeof header === "string" ? header.toLowerCase() : header);
  }
  for (const hash of trustedOrigin?.secretHashes ?? [])
    expect("trustedOrigin.secretHashes", SECRET_HASH, hash);
  if (problems.length > 0) throw new CordonError(problems);
}
