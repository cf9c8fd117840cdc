import { createHash } from "node:crypto";
import { type CompiledPolicies, compile } from "../../../core/policy/engine/compile.js";
import type { DecisionSources } from "../../../services/policy-engine/ports.js";
import { denied, type Verified, verified } from "../../../services/policy-engine/reasons.js";
import { readPolicyFile } from "../../files/policy-file.js";

/** Reads the bytes of a bundle of access policies; by its hash, where there are several. */
export type BundleReader = (hash: string | undefined, signal: AbortSignal) => Promise<Uint8Array>;

/**
 * The access policies of a bundle, compiled once for each hash.
 *
 * The bundle was checked when it was published, and its hash says that it is still that one: a bundle that was changed
 * on the way, cut off or exchanged is refused whole. A new hash that cannot be loaded denies; the bundle before it may
 * lack the very denial for which it was replaced.
 *
 * @param deployedHash of the bundle that belongs to the deployment
 */
export function policySource(
  read: BundleReader,
  deployedHash: string | undefined,
): DecisionSources["policies"] {
  let loaded: { readonly hash: string | undefined; readonly policies: CompiledPolicies } | undefined;
  return async (current, signal) => {
    const hash = current ?? deployedHash;
    if (loaded !== undefined && loaded.hash === hash) return verified(loaded.policies);
    const policies = await load(read, hash, signal);
    if (policies.ok) loaded = { hash, policies: policies.value };
    return policies;
  };
}

async function load(
  read: BundleReader,
  hash: string | undefined,
  signal: AbortSignal,
): Promise<Verified<CompiledPolicies>> {
  let bytes: Uint8Array;
  try {
    bytes = await read(hash, signal);
  } catch {
    return denied("policies_unavailable");
  }
  if (hash !== undefined && createHash("sha256").update(bytes).digest("hex") !== hash) {
    return denied("policies_hash_mismatch");
  }
  const file = readPolicyFile(Buffer.from(bytes).toString("utf8"));
  return file.ok ? verified(compile(file.value.policies)) : denied("policies_invalid");
}
