import type { Bundle, BundleOptions } from "../../constructs/function/bundle.js";
import { accept, type Result } from "../../core/errors.js";

/** Stands for the bundler in tests that start no process: a bundle takes a second, and its bytes do not matter there. */
export function bundleHandler({ name }: Pick<BundleOptions, "name">): Result<Bundle> {
  return accept({ code: `exports.handler = "${name}";`, inputs: [] });
}
