import { createHash } from "node:crypto";
import { calculateJwkThumbprint, compactVerify, importJWK } from "jose";
import { describe, expect, it } from "vitest";
import { isProofFor, readProofClaims } from "../../../core/identity/dpop.js";

/** RFC 7515 appendix A.3. */
const ES256 = {
  key: {
    kty: "EC",
    crv: "P-256",
    x: "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    y: "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
  },
  token:
    "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ." +
    "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q",
};
/** RFC 8037 appendix A. */
const EDDSA = {
  key: { kty: "OKP", crv: "Ed25519", x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" },
  token:
    "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc." +
    "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg",
};
/** RFC 9449 section 7.1: a proof with the token of which it names the hash. */
const DPOP = {
  proof:
    "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCR" +
    "nMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.eyJqdGkiOiJlMWozVl9iS2ljOC1MQUVCIiwiaHRtIj" +
    "oiR0VUIiwiaHR1IjoiaHR0cHM6Ly9yZXNvdXJjZS5leGFtcGxlLm9yZy9wcm90ZWN0ZWRyZXNvdXJjZSIsImlhdCI6MTU2MjI2MjYxOCwiYXRoIjoiZlVIeU8ycjJaM0RaNT" +
    "NFc05yV0JiMHhXWG9hTnk1OUlpS0NBcWtzbVFFbyJ9.2oW9RP35yRqzhrtNP86L-Ey71EOptxRimPPToA1plemAgR6pxHF8y6-yqyVnmcw6Fy1dqd-jfxSYoMxhAJpLjA",
  token: "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU",
  at: 1_562_262_618_000,
};

describe("the examples of the RFCs", () => {
  it.each([
    ["RFC 7515 appendix A.3", ES256, "ES256"],
    ["RFC 8037 appendix A.4", EDDSA, "EdDSA"],
  ])("%s verify, and not with a bit changed", async (_, { key, token }, algorithm) => {
    const imported = await importJWK(key, algorithm);
    expect((await compactVerify(token, imported)).protectedHeader.alg).toBe(algorithm);
    const spoiled = token.replace(/\.([^.])/u, (_match, letter) => `.${letter === "A" ? "B" : "A"}`);
    await expect(compactVerify(spoiled, imported)).rejects.toThrow();
  });

  it("RFC 8037 appendix A.3 gives the thumbprint", async () => {
    expect(await calculateJwkThumbprint(EDDSA.key)).toBe("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
  });

  it("RFC 9449 section 7.1 is a proof for its request and token alone, within a minute", async () => {
    const [header = "", payload = ""] = DPOP.proof.split(".");
    const { jwk } = JSON.parse(Buffer.from(header, "base64url").toString());
    await compactVerify(DPOP.proof, await importJWK(jwk, "ES256"));
    expect(await calculateJwkThumbprint(jwk)).toBe("0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I");
    const claims = readProofClaims(JSON.parse(Buffer.from(payload, "base64url").toString()));
    if (claims === undefined) throw new Error("The example has a claim of another type.");
    const request = { method: "GET", path: "/protectedresource", token: DPOP.token };
    const target = { ...request, origins: ["https://resource.example.org"] };
    expect(isProofFor(claims, target, DPOP.at)).toBe(true);
    expect(claims.ath).toBe(createHash("sha256").update(DPOP.token).digest("base64url"));
    for (const [changed, at] of [
      [{ method: "POST" }, DPOP.at],
      [{ path: "/protectedresource/" }, DPOP.at],
      [{ token: `${DPOP.token}x` }, DPOP.at],
      [{ origins: ["https://other.example.org"] }, DPOP.at],
      [{}, DPOP.at + 61_000],
      [{}, DPOP.at - 61_000],
    ] as const) {
      expect(isProofFor(claims, { ...target, ...changed }, at)).toBe(false);
    }
  });
});
