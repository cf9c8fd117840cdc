import { KMSClient } from "@aws-sdk/client-kms";
import { expect, it } from "vitest";
import { kmsSealer } from "../../../../adapters/aws/sealer/kms-sealer.js";
import { FakeKms, SEALING_KEY } from "../fake-kms.js";
import { wire } from "../wire.js";

it("seals for one purpose and one person", async () => {
  const kms = new FakeKms();
  const { settings, sent } = wire((one) => kms.answer(one) ?? { error: "UnknownOperationException" });
  const sealer = kmsSealer(new KMSClient(settings as object), SEALING_KEY);
  const seed = Uint8Array.from([1, 2, 3]);
  const sealed = await sealer.seal(seed, { purpose: "totp", person: "u-1" });
  expect(await sealer.unseal(sealed, { purpose: "totp", person: "u-1" })).toEqual(seed);
  await expect(sealer.unseal(sealed, { purpose: "totp", person: "u-2" })).rejects.toMatchObject({
    name: "OutsideError",
  });
  expect(sent[0]?.body).toMatchObject({
    KeyId: SEALING_KEY,
    EncryptionContext: { purpose: "totp", person: "u-1" },
  });
});
