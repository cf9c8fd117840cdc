import { createHash, createPublicKey } from "node:crypto";
import { CreateKeyCommand, GetPublicKeyCommand, type KMSClient, SignCommand } from "@aws-sdk/client-kms";
import { calculateJwkThumbprint, type JWK } from "jose";
import { SIGNING_KEY, signingKeyPolicy } from "../../../core/contracts/authenticator.js";
import type { IdentityStore, TokenSigner } from "../../../services/authenticator/ports.js";
import { outside } from "../outside/outside-call.js";
import { concatenated } from "./der-signature.js";

/** Which key of AWS KMS stands behind the name of a key in tokens. */
interface KeyRow {
  readonly arn: string;
}

const keyRow = (kid: string) => `keys/${kid}`;

/** Signs with keys of AWS KMS (ES256). The only key that it knows of its own is the first one, which was deployed. */
export function kmsSigner(client: KMSClient, store: IdentityStore, firstKey: string): TokenSigner {
  const arns = new Map<string, string>();
  return {
    create: () => registered(client, store, firstKey),
    sign: async (kid, data) => {
      const KeyId = arns.get(kid) ?? (await store.get<KeyRow>(keyRow(kid)))?.value.arn;
      if (KeyId === undefined) throw new Error("A key of the ring has no key of AWS KMS.");
      arns.set(kid, KeyId);
      const command = new SignCommand({
        KeyId,
        // The digest, because a message may have 4096 bytes at most, and a token of many groups has more.
        Message: createHash("sha256").update(data).digest(),
        MessageType: "DIGEST",
        SigningAlgorithm: "ECDSA_SHA_256",
      });
      const { Signature } = await outside(() => client.send(command));
      return concatenated(Signature ?? new Uint8Array());
    },
  };
}

/** Who may do what with the keys that are made. */
export interface KeyMaker {
  /** Name of the authenticator. */
  readonly name: string;
  /** ARN of the role of the function that signs. */
  readonly signerRole: string;
}

/** Makes keys of AWS KMS for another function to sign with: their own policies let nobody else, its maker neither. */
export function kmsKeyMaker(
  client: KMSClient,
  store: IdentityStore,
  { name, signerRole: role }: KeyMaker,
): TokenSigner {
  const [, partition = "", , , account = ""] = role.split(":");
  return {
    create: async () => {
      const command = new CreateKeyCommand({
        KeySpec: SIGNING_KEY.keySpec,
        KeyUsage: SIGNING_KEY.keyUsage,
        Description: `Signs the tokens of ${name}`,
        Policy: JSON.stringify(signingKeyPolicy({ partition, account, role })),
        // The function is not to change the policy later; the account may, so the key stays manageable.
        BypassPolicyLockoutSafetyCheck: true,
      });
      const { KeyMetadata } = await outside(() => client.send(command));
      if (KeyMetadata?.Arn === undefined) throw new Error("AWS KMS made no key.");
      return registered(client, store, KeyMetadata.Arn);
    },
    sign: () => Promise.reject(new Error("Operators sign nothing.")),
  };
}

/** The public half of a key, and its name: the thumbprint of RFC 7638. */
async function registered(client: KMSClient, store: IdentityStore, arn: string) {
  const { PublicKey } = await outside(() => client.send(new GetPublicKeyCommand({ KeyId: arn })));
  const key = createPublicKey({ key: Buffer.from(PublicKey ?? []), format: "der", type: "spki" });
  const { kty, crv, x, y } = key.export({ format: "jwk" });
  if (kty !== "EC" || crv !== "P-256") throw new Error("A signing key is one of P-256.");
  const publicKey = { kty, crv, x, y };
  const kid = await calculateJwkThumbprint(publicKey as JWK);
  const value: KeyRow = { arn };
  // Where somebody was first, it is the same key: its name is made of it.
  await store.commit([{ change: "put", key: keyRow(kid), value, expected: 0 }]);
  return { kid, publicKey };
}
