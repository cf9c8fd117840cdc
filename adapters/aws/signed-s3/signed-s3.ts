import { SignatureV4, type SignatureV4Init } from "@smithy/signature-v4";
import { Sha256 } from "./sha256.js";

/** Where objects lie and who asks for them. */
export interface S3Place {
  readonly bucket: string;
  readonly region: string;
  readonly credentials: SignatureV4Init["credentials"];
  /** Base of path-style URLs. @default - the endpoint of the bucket in its region */
  readonly endpoint?: string | undefined;
}

/** A request that `fetch` takes; the host is in the URL. */
export interface SignedRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Signs requests for objects of a bucket.
 *
 * The client of the AWS SDK for S3 would double the size of a function for one request; the signature is made by the
 * SDK's own module, which the DynamoDB client brings along.
 */
export function s3Signer(
  place: S3Place,
): (
  method: "GET" | "PUT",
  key: string,
  body?: string,
  others?: Readonly<Record<string, string>>,
  query?: Readonly<Record<string, string>>,
) => Promise<SignedRequest> {
  const signer = new SignatureV4({
    service: "s3",
    region: place.region,
    credentials: place.credentials,
    sha256: Sha256,
    // Amazon S3 API Reference, "Signature Version 4": S3 takes the path as it is.
    uriEscapePath: false,
    applyChecksum: true,
  });
  return async (method, key, body, others = {}, query = {}) => {
    const url = new URL(baseOf(place) + key + queryText(query));
    const signed = await signer.sign({
      method,
      protocol: url.protocol,
      hostname: url.hostname,
      ...(url.port === "" ? {} : { port: Number(url.port) }),
      path: url.pathname,
      query,
      headers: { host: url.host, ...others },
      ...(body === undefined ? {} : { body }),
    });
    const { host: _, ...headers } = signed.headers;
    return { url: url.href, headers };
  };
}

/** Encoded as Signature Version 4 encodes it (RFC 3986). */
function queryText(query: Readonly<Record<string, string>>): string {
  const encoded = (text: string) =>
    encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  const pairs = Object.entries(query).map(([name, value]) => `${encoded(name)}=${encoded(value)}`);
  return pairs.length === 0 ? "" : `?${pairs.join("&")}`;
}

function baseOf({ bucket, region, endpoint }: S3Place): string {
  if (endpoint !== undefined) return `${endpoint.replace(/\/$/, "")}/${bucket}/`;
  const domain = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
  return `https://${bucket}.s3.${region}.${domain}/`;
}
