import { createPublicKey, verify } from "node:crypto";
import { KMSClient } from "@aws-sdk/client-kms";
import { describe, expect, it } from "vitest";
import { concatenated } from "../../../../adapters/aws/signer/der-signature.js";
import { kmsKeyMaker, kmsSigner } from "../../../../adapters/aws/signer/kms-signer.js";
import { identityStore } from "../../../../adapters/local/identity-store.js";
import { MemoryKeyValue } from "../../../../adapters/local/key-value.js";
import { FakeKms, FIRST_KEY } from "../fake-kms.js";
import { wire } from "../wire.js";

const ROLE = "arn:aws:iam::111122223333:role/authenticator";

function world() {
  const kms = new FakeKms();
  const { settings, sent } = wire((one) => kms.answer(one) ?? { error: "UnknownOperationException" });
  return { kms, sent, client: new KMSClient(settings as object), store: identityStore(new MemoryKeyValue()) };
}

describe("tokens signed by AWS KMS", () => {
  it("signs with the deployed key until there is another, and with each by its own name", async () => {
    const { client, store, kms, sent } = world();
    const signer = kmsSigner(client, store, FIRST_KEY);
    const first = await signer.create();
    expect(await signer.create()).toEqual(first);
    const second = await kmsKeyMaker(client, store, { name: "login", signerRole: ROLE }).create();
    expect(second.kid).not.toBe(first.kid);
    // A token of many groups is longer than what KMS takes as a message.
    const data = Buffer.alloc(5000, "a");
    for (const { kid, publicKey } of [first, second, first]) {
      const signature = await signer.sign(kid, data);
      const key = createPublicKey({ key: publicKey as never, format: "jwk" });
      expect(verify("sha256", data, { key, dsaEncoding: "ieee-p1363" }, signature)).toBe(true);
    }
    expect(sent.filter(({ action }) => action === "Sign").map(({ body }) => body["KeyId"])).toEqual([
      FIRST_KEY,
      [...kms.signing.keys()][1],
      FIRST_KEY,
    ]);
  });

  it("makes keys with which one role signs, and which their maker can neither use nor change", async () => {
    const { client, store, kms } = world();
    const maker = kmsKeyMaker(client, store, { name: "login", signerRole: ROLE });
    const { kid } = await maker.create();
    expect(kms.created).toMatchObject([
      {
        KeySpec: "ECC_NIST_P256",
        KeyUsage: "SIGN_VERIFY",
        Description: "Signs the tokens of login",
        BypassPolicyLockoutSafetyCheck: true,
      },
    ]);
    // Tags would need a right to tag, which no condition binds to new keys.
    expect(Object.keys(kms.created[0] ?? {})).not.toContain("Tags");
    const policy = JSON.parse(String(kms.created[0]?.["Policy"]));
    expect(policy.Statement).toMatchObject([
      { Principal: { AWS: "arn:aws:iam::111122223333:root" } },
      { Principal: { AWS: ROLE }, Action: "kms:Sign" },
      { Condition: { StringEquals: { "kms:CallerAccount": "111122223333" } } },
    ]);
    await expect(maker.sign(kid, Buffer.from("x"))).rejects.toThrow("sign nothing");
  });

  it("does not sign with a name that the store does not know", async () => {
    const { client, store } = world();
    await expect(kmsSigner(client, store, FIRST_KEY).sign("kid", Buffer.from("x"))).rejects.toThrow("ring");
  });

  it("takes no key of another curve", async () => {
    const { client, store } = world();
    await expect(kmsSigner(client, store, `${FIRST_KEY}0`).create()).rejects.toThrow("NotFound");
  });
});

describe("a signature in DER", () => {
  const der = (r: string, s: string) => {
    const parts = [r, s].map((hex) => Buffer.from(hex, "hex"));
    const body = Buffer.concat(parts.flatMap((part) => [Buffer.from([2, part.length]), part]));
    return Buffer.concat([Buffer.from([0x30, body.length]), body]);
  };

  it("is filled up where a number is short, and loses the zero in front", () => {
    const long = `00${"ff".repeat(32)}`;
    expect(Buffer.from(concatenated(der("01", long))).toString("hex")).toBe(
      `${"00".repeat(31)}01${"ff".repeat(32)}`,
    );
  });

  it.each([
    ["nothing", Buffer.alloc(0)],
    ["a number of 33 bytes", der(`01${"ff".repeat(32)}`, "01")],
    ["a negative number", der("ff", "01")],
    ["one number", Buffer.from([0x30, 3, 2, 1, 1])],
    ["bytes after its end", Buffer.concat([der("01", "01"), Buffer.from([0])])],
    ["a length beyond its end", Buffer.from([0x30, 6, 2, 1, 1, 2, 9, 1])],
    ["an empty number", der("", "01")],
  ])("is none with %s", (_, bytes) => {
    expect(() => concatenated(bytes)).toThrow("no ECDSA signature");
  });
});
