import { generateKeyPairSync, sign } from "node:crypto";
import { describe, expect, it } from "vitest";
import { isDerSignature } from "../../../core/identity/ecdsa-signature.js";

const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(" ", ""), "hex"));

describe("isDerSignature", () => {
  it("takes what is signed with P-256", () => {
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    for (let count = 0; count < 200; count += 1) {
      expect(isDerSignature(sign("sha256", Buffer.from([count]), privateKey))).toBe(true);
    }
  });

  it.each([
    ["short", "30 06 02 01 01 02 01 7f"],
    ["with a zero where it is needed", "30 07 02 02 00 80 02 01 01"],
  ])("takes integers that are %s", (_, text) => {
    expect(isDerSignature(hex(text))).toBe(true);
  });

  it.each([
    ["nothing", ""],
    ["another tag", "ba 06 02 01 01 02 01 01"],
    ["a set", "31 06 02 01 01 02 01 01"],
    ["bytes behind it", "30 06 02 01 01 02 01 01 00"],
    ["bytes behind the integers", "30 07 02 01 01 02 01 01 00"],
    ["a length too short", "30 05 02 01 01 02 01 01"],
    ["a length in long form", "30 81 06 02 01 01 02 01 01"],
    ["no end", "30 80 02 01 01 02 01 01 00 00"],
    ["a negative integer", "30 06 02 01 80 02 01 01"],
    ["a zero too many", "30 07 02 02 00 01 02 01 01"],
    ["an empty integer", "30 05 02 00 02 01 01"],
    ["one integer", "30 03 02 01 01"],
    ["three integers", "30 09 02 01 01 02 01 01 02 01 01"],
    ["an integer past the end", "30 06 02 01 01 02 09 01"],
    ["a text for an integer", "30 06 02 01 01 0c 01 01"],
    ["R and S without a frame", "01".repeat(64)],
  ])("refuses %s", (_, text) => {
    expect(isDerSignature(hex(text))).toBe(false);
  });
});
