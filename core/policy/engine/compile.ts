import type { AccessPolicy } from "../language/policy.js";
import { type CompiledPolicy, compilePolicy } from "./compiled-policy.js";
import { PolicyIndex } from "./index/policy-index.js";
import { Sharing } from "./sharing.js";

/** A set of access policies, ready to decide. */
export interface CompiledPolicies {
  /** In the order of their ids, by UTF-16 code units. */
  readonly policies: readonly CompiledPolicy[];
  readonly index: PolicyIndex;
}

/**
 * Compiles access policies that were checked (`checkPolicies`, or the file readers, which do it).
 *
 * The order of the policies does not matter.
 *
 * @throws CordonError for a CIDR block, and RangeError for a time zone, that the check refuses
 */
export function compile(policies: readonly AccessPolicy[]): CompiledPolicies {
  const sharing = new Sharing();
  const compiled = [...policies]
    .sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
    .map((policy, rank) => compilePolicy(policy, rank, sharing));
  return { policies: compiled, index: new PolicyIndex(compiled) };
}
