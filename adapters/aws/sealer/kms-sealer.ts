import { DecryptCommand, EncryptCommand, type KMSClient } from "@aws-sdk/client-kms";
import type { Sealer } from "../../../services/authenticator/ports.js";
import { outside } from "../outside/outside-call.js";

/**
 * Seals with a symmetric key of AWS KMS. The context goes along as the encryption context: what was sealed for one
 * purpose and person is unsealed for no other, and CloudTrail shows for whom.
 */
export function kmsSealer(client: KMSClient, KeyId: string): Sealer {
  return {
    seal: async (Plaintext, context) => {
      const command = new EncryptCommand({ KeyId, Plaintext, EncryptionContext: { ...context } });
      const { CiphertextBlob } = await outside(() => client.send(command));
      if (CiphertextBlob === undefined) throw new Error("AWS KMS encrypted nothing.");
      return Buffer.from(CiphertextBlob).toString("base64url");
    },
    unseal: async (sealed, context) => {
      const command = new DecryptCommand({
        KeyId,
        CiphertextBlob: Buffer.from(sealed, "base64url"),
        EncryptionContext: { ...context },
      });
      const { Plaintext } = await outside(() => client.send(command));
      if (Plaintext === undefined) throw new Error("AWS KMS decrypted nothing.");
      return Uint8Array.from(Plaintext);
    },
  };
}
