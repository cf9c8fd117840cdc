import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { base32 } from "../../../core/identity/base32.js";
import { hotp, otpauthUri, stepAt, stepOfCode } from "../../../core/identity/totp.js";

const SEED = new TextEncoder().encode("12345678901234567890");

describe("hotp", () => {
  it("gives the values of RFC 4226 appendix D", () => {
    const codes = Array.from({ length: 10 }, (_, counter) => hotp(SEED, counter));
    expect(codes).toEqual([
      "755224",
      "287082",
      "359152",
      "969429",
      "338314",
      "254676",
      "287922",
      "162583",
      "399871",
      "520489",
    ]);
  });
});

describe("stepOfCode", () => {
  it.each([
    [59, "94287082"],
    [1111111109, "07081804"],
    [1111111111, "14050471"],
    [1234567890, "89005924"],
    [2000000000, "69279037"],
    [20000000000, "65353130"],
  ])("gives the value of RFC 6238 appendix B at %d", (seconds, code) => {
    expect(hotp(SEED, stepAt(seconds * 1000), 8)).toBe(code);
    expect(stepOfCode(SEED, code.slice(2), seconds * 1000)).toBe(Math.floor(seconds / 30));
  });

  it("takes the code of this step and of the one before, and of no other", () => {
    const now = 1_111_111_111_000;
    const step = stepAt(now);
    const taken = [-2, -1, 0, 1, 2].map((offset) => stepOfCode(SEED, hotp(SEED, step + offset), now));
    expect(taken).toEqual([undefined, step - 1, step, undefined, undefined]);
  });

  it.each(["", "12345", "1234567", "١٢٣٤٥٦", " 94287", "94287 "])("takes no %j", (code) => {
    expect(stepOfCode(SEED, code, 59_000)).toBeUndefined();
  });
});

describe("base32", () => {
  it.each([
    ["", ""],
    ["f", "MY"],
    ["fo", "MZXQ"],
    ["foo", "MZXW6"],
    ["foob", "MZXW6YQ"],
    ["fooba", "MZXW6YTB"],
    ["foobar", "MZXW6YTBOI"],
  ])("writes %j as RFC 4648 section 10 does", (text, written) => {
    expect(base32(new TextEncoder().encode(text))).toBe(written);
  });

  it("writes eight bits for five characters, whatever they are", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
        const letters = (bits.match(/.{1,5}/gu) ?? []).map((five) => Number.parseInt(five.padEnd(5, "0"), 2));
        expect(base32(bytes)).toBe(letters.map((five) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[five]).join(""));
      }),
    );
  });
});

describe("otpauthUri", () => {
  it("writes what authenticator apps read", () => {
    expect(otpauthUri(SEED, "Example Ltd", "ann@example.com")).toBe(
      "otpauth://totp/Example%20Ltd:ann%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Example%20Ltd&algorithm=SHA1&digits=6&period=30",
    );
  });
});
