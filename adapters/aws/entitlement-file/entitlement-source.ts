import { createHash } from "node:crypto";
import type { EntitlementFile } from "../../../core/access/entitlement.js";
import { OutsideError } from "../../../services/intent-do-sweep/outside-error.js";
import type { BundleReader } from "../policy-bundle/policy-bundle.js";

const LONGEST_WAIT_MS = 5000;

/**
 * The entitlements that were checked when the broker was synthesized: their hash, which the deployment set, says that
 * they are still those. So no schema compiler is needed here, and a changed file is refused whole.
 */
export function entitlementSource(read: BundleReader, hash: string): () => Promise<EntitlementFile> {
  let loaded: EntitlementFile | undefined;
  return async () => {
    if (loaded !== undefined) return loaded;
    let bytes: Uint8Array;
    try {
      bytes = await read(hash, AbortSignal.timeout(LONGEST_WAIT_MS));
    } catch (error) {
      throw new OutsideError("throttled", "the entitlements cannot be read", { cause: error });
    }
    if (createHash("sha256").update(bytes).digest("hex") !== hash) {
      throw new OutsideError("refused", "the entitlements are not those that were deployed");
    }
    loaded = JSON.parse(Buffer.from(bytes).toString("utf8")) as EntitlementFile;
    return loaded;
  };
}
