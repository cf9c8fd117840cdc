import { describe, expect, it } from "vitest";
import { signEvent } from "../../../../adapters/aws/broker-client/sign-event.js";
import { canonicalHash } from "../../../../core/access/canonical-json.js";
import { SIGNED_IDENTITY } from "../../../../core/contracts/access-identity.js";
import { callerIdentityXml, signerOf } from "../fake-sts.js";

const ASKED = { verb: "list", request: { a: 1 }, clientToken: "t" };
const SIGNER = {
  region: "eu-central-1",
  functionArn: "arn:aws:lambda:eu-central-1:111122223333:function:shop-jit-report",
  credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "secret", sessionToken: "token" },
  now: new Date("2026-12-01T12:00:00Z"),
  nonce: "n-1",
};
const PRINCIPALS = {
  AKIAIOSFODNN7EXAMPLE: { secret: "secret", arn: "arn:aws:iam::111122223333:user/u-17" },
};

describe("signEvent", () => {
  it("signs what STS takes, for one function and these bytes", async () => {
    const { identity, ...body } = await signEvent(ASKED, SIGNER);
    expect(body).toEqual({ version: 1, ...ASKED });
    expect(identity.url).toBe("https://sts.eu-central-1.amazonaws.com/");
    expect(identity.headers).toMatchObject({
      host: "sts.eu-central-1.amazonaws.com",
      "x-amz-date": "20261201T120000Z",
      "x-amz-security-token": "token",
      "x-cordon-function": SIGNER.functionArn,
      "x-cordon-payload": canonicalHash({ version: 1, ...ASKED }),
    });
    const signer = signerOf(identity.headers, SIGNED_IDENTITY.body, PRINCIPALS);
    expect(callerIdentityXml(signer?.arn ?? "")).toContain("<Account>111122223333</Account>");
  });

  it.each(Object.values(SIGNED_IDENTITY).filter((header) => header.startsWith("x-cordon-")))(
    "covers %s with the signature",
    async (header) => {
      const { identity } = await signEvent(ASKED, SIGNER);
      const changed = { ...identity.headers, [header]: "another" };
      expect(signerOf(changed, SIGNED_IDENTITY.body, PRINCIPALS)).toBeUndefined();
    },
  );

  it("gives two requests of one second two signatures", async () => {
    const one = await signEvent(ASKED, SIGNER);
    const other = await signEvent(ASKED, { ...SIGNER, nonce: "n-2" });
    expect(one.identity.headers["authorization"]).not.toBe(other.identity.headers["authorization"]);
  });

  it("signs for no host that is not of AWS", async () => {
    await expect(signEvent(ASKED, { ...SIGNER, region: "eu-central-1.example.com/" })).rejects.toThrow(
      RangeError,
    );
  });
});
