import { fetchLimited } from "../../http/limited-fetch.js";
import { type S3Place, s3Signer } from "../signed-s3/signed-s3.js";
import type { BundleReader } from "./policy-bundle.js";

/** Where bundles lie and who may read them. */
export interface S3BundleOptions extends S3Place {
  /** A bundle is the object `<prefix><SHA-256>.json`. */
  readonly prefix: string;
}

/** A hundred thousand policies have about 30 MB. */
const MAXIMUM_BYTES = 64 * 1024 * 1024;

/** Reads bundles from S3 with a signed GET. */
export function s3BundleReader(options: S3BundleOptions): BundleReader {
  const sign = s3Signer(options);
  return async (hash, signal) => {
    if (hash === undefined) throw new Error("No row says which bundle of access policies holds.");
    const { url, headers } = await sign("GET", `${options.prefix}${hash}.json`);
    return await fetchLimited(url, headers, { maximumBytes: MAXIMUM_BYTES, signal });
  };
}
