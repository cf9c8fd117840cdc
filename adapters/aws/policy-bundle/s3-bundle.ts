import { createHash, createHmac, type Hash, type Hmac } from "node:crypto";
import { SignatureV4, type SignatureV4Init } from "@smithy/signature-v4";
import { fetchLimited } from "../../http/limited-fetch.js";
import type { BundleReader } from "./policy-bundle.js";

/** Where bundles lie and who may read them. */
export interface S3BundleOptions {
  readonly bucket: string;
  /** A bundle is the object `<prefix><SHA-256>.json`. */
  readonly prefix: string;
  readonly region: string;
  readonly credentials: SignatureV4Init["credentials"];
  /** Base of path-style URLs. @default - the endpoint of the bucket in its region */
  readonly endpoint?: string | undefined;
}

/** A hundred thousand policies have about 30 MB. */
const MAXIMUM_BYTES = 64 * 1024 * 1024;

/**
 * Reads bundles from S3 with a signed GET.
 *
 * The client of the AWS SDK for S3 would double the size of the function for this one request; the signature is made
 * by the SDK's own module, which the DynamoDB client brings along.
 */
export function s3BundleReader(options: S3BundleOptions): BundleReader {
  const signer = new SignatureV4({
    service: "s3",
    region: options.region,
    credentials: options.credentials,
    sha256: Sha256,
    // Amazon S3 API Reference, "Signature Version 4": S3 takes the path as it is.
    uriEscapePath: false,
    applyChecksum: true,
  });
  return async (hash, signal) => {
    if (hash === undefined) throw new Error("No row says which bundle of access policies holds.");
    const url = new URL(`${baseOf(options) + options.prefix + hash}.json`);
    const signed = await signer.sign({
      method: "GET",
      protocol: url.protocol,
      hostname: url.hostname,
      ...(url.port === "" ? {} : { port: Number(url.port) }),
      path: url.pathname,
      query: {},
      headers: { host: url.host },
    });
    const { host: _, ...headers } = signed.headers;
    return await fetchLimited(url.href, headers, { maximumBytes: MAXIMUM_BYTES, signal });
  };
}

function baseOf({ bucket, region, endpoint }: S3BundleOptions): string {
  if (endpoint !== undefined) return `${endpoint.replace(/\/$/, "")}/${bucket}/`;
  const domain = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
  return `https://${bucket}.s3.${region}.${domain}/`;
}

/** The hash that the signer asks for, by Node.js. */
class Sha256 {
  #hash: Hash | Hmac;
  readonly #secret: Buffer | undefined;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#secret = secret === undefined ? undefined : bytesOf(secret);
    this.#hash = this.#start();
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(bytesOf(data));
  }

  async digest(): Promise<Uint8Array> {
    return new Uint8Array(this.#hash.digest());
  }

  reset(): void {
    this.#hash = this.#start();
  }

  #start(): Hash | Hmac {
    return this.#secret === undefined ? createHash("sha256") : createHmac("sha256", this.#secret);
  }
}

function bytesOf(data: string | ArrayBuffer | ArrayBufferView): Buffer {
  if (typeof data === "string") return Buffer.from(data, "utf8");
  return ArrayBuffer.isView(data)
    ? Buffer.from(data.buffer, data.byteOffset, data.byteLength)
    : Buffer.from(data);
}
