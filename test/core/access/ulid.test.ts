import { describe, expect, it } from "vitest";
import { ulid } from "../../../core/access/ulid.js";

const bytes = (value: number) => new Uint8Array(16).fill(value);

describe("a ULID", () => {
  it("is the example of its specification's length and alphabet, and sorts by time", () => {
    // https://github.com/ulid/spec: 2016-07-30T23:54:10.259Z begins 01ARYZ6S41.
    expect(ulid(1469918176385, bytes(0))).toBe("01ARYZ6S410000000000000000");
    expect(ulid(0, bytes(255))).toMatch(/^0{10}Z{16}$/);
    expect(ulid(1000, bytes(255)) < ulid(1001, bytes(0))).toBe(true);
  });

  it("needs all its randomness", () => {
    expect(() => ulid(0, new Uint8Array(15))).toThrow("random");
  });
});
