import { SignatureV4, type SignatureV4Init } from "@smithy/signature-v4";
import { canonicalHash } from "../../../core/access/canonical-json.js";
import {
  type BrokerEvent,
  SIGNED_IDENTITY,
  signedPayload,
  stsHost,
} from "../../../core/contracts/access-identity.js";
import { Sha256 } from "../signed-s3/sha256.js";

/** Who signs, when, and for which function. */
export interface EventSigner {
  readonly region: string;
  readonly functionArn: string;
  readonly credentials: SignatureV4Init["credentials"];
  readonly now: Date;
  /** Something random: two requests of one second would have one signature without it. */
  readonly nonce: string;
}

/**
 * The event of a function of the broker, with the identity of whoever signs: an STS `GetCallerIdentity` that counts for
 * this function, for these bytes, and for a minute.
 *
 * @throws RangeError for a region that has no STS
 */
export async function signEvent(
  asked: Omit<BrokerEvent, "identity" | "version">,
  { region, functionArn, credentials, now, nonce }: EventSigner,
): Promise<BrokerEvent> {
  const host = stsHost(region);
  if (host === undefined) throw new RangeError(`${region} is not a region of AWS`);
  const body = { version: 1, ...asked } as const;
  const signer = new SignatureV4({ service: "sts", region, credentials, sha256: Sha256 });
  const { headers } = await signer.sign(
    {
      method: SIGNED_IDENTITY.method,
      protocol: "https:",
      hostname: host,
      path: SIGNED_IDENTITY.path,
      query: {},
      headers: {
        host,
        "content-type": SIGNED_IDENTITY.contentType,
        [SIGNED_IDENTITY.functionHeader]: functionArn,
        [SIGNED_IDENTITY.payloadHeader]: canonicalHash(signedPayload(body)),
        [SIGNED_IDENTITY.nonceHeader]: nonce,
      },
      body: SIGNED_IDENTITY.body,
    },
    { signingDate: now },
  );
  return { ...body, identity: { url: `https://${host}${SIGNED_IDENTITY.path}`, headers } };
}
