import { randomUUID } from "node:crypto";
import { SignatureV4 } from "@smithy/signature-v4";
import { Sha256 } from "../../../adapters/aws/signed-s3/sha256.js";
import { canonicalHash } from "../../../core/access/canonical-json.js";
import { SIGNED_IDENTITY, signedPayload } from "../../../core/contracts/access-identity.js";

/** What somebody asks a function, before it is signed. */
export interface Asked {
  readonly verb: string;
  readonly request: Readonly<Record<string, unknown>>;
  readonly clientToken: string;
}

/** Who signs, when and for what. */
export interface Signing {
  readonly functionArn: string;
  readonly at: Date;
  readonly region?: string;
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
}

/** The event that a client sends: as the command signs it. */
export async function signedEvent(asked: Asked, signing: Signing) {
  const {
    region = "eu-central-1",
    accessKeyId = "AKIAIOSFODNN7EXAMPLE",
    secretAccessKey = "secret",
  } = signing;
  const host = `sts.${region}.amazonaws.com`;
  const body = { version: 1, ...asked } as const;
  const signer = new SignatureV4({
    service: "sts",
    region,
    credentials: { accessKeyId, secretAccessKey },
    sha256: Sha256,
  });
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
        [SIGNED_IDENTITY.functionHeader]: signing.functionArn,
        [SIGNED_IDENTITY.payloadHeader]: canonicalHash(signedPayload(body)),
        [SIGNED_IDENTITY.nonceHeader]: randomUUID(),
      },
      body: SIGNED_IDENTITY.body,
    },
    { signingDate: signing.at },
  );
  return { ...body, identity: { url: `https://${host}/`, headers } };
}
