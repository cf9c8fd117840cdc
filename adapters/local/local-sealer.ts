import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import type { Sealer } from "../../services/authenticator/ports.js";
import type { KeyValue } from "./key-value.js";

const KEY = "local/seal-key";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Encrypts with a key of the folder (AES-256-GCM); the context is authenticated, as that of AWS KMS is. */
export function localSealer(values: KeyValue): Sealer {
  const key = Buffer.from(
    values.transaction((within) => {
      const known = within.get(KEY) as string | undefined;
      const made = known ?? randomBytes(32).toString("base64");
      if (known === undefined) within.put(KEY, made);
      return made;
    }),
    "base64",
  );
  return {
    seal: async (plain, context) => {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(contextBytes(context));
      const parts = [nonce, cipher.update(plain), cipher.final()];
      return Buffer.concat([...parts, cipher.getAuthTag()]).toString("base64url");
    },
    unseal: async (sealed, context) => {
      const bytes = Buffer.from(sealed, "base64url");
      const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, NONCE_BYTES))
        .setAAD(contextBytes(context))
        .setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
      const content = bytes.subarray(NONCE_BYTES, bytes.length - TAG_BYTES);
      return Uint8Array.from(Buffer.concat([decipher.update(content), decipher.final()]));
    },
  };
}

function contextBytes(context: Readonly<Record<string, string>>): Buffer {
  return Buffer.from(JSON.stringify(Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1))), "utf8");
}
