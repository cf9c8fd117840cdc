import { describe, expect, it } from "vitest";
import { argon2Hasher, OWASP_COST, wasmDerive } from "../../../adapters/argon2/password-hasher.js";

const SALT = new TextEncoder().encode("somesalt");

describe("argon2Hasher", () => {
  it("writes the hash of the reference implementation's own test (argon2 test.c, version 0x13, argon2id)", async () => {
    const hasher = argon2Hasher({ memory: 256, passes: 2, parallelism: 1 }, wasmDerive);
    expect(await hasher.hash("password", SALT)).toBe(
      "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
    );
  });

  it("verifies the right password alone, at whatever parameters its hash was made", async () => {
    const hasher = argon2Hasher({ memory: 64, passes: 1, parallelism: 1 });
    const stored = await argon2Hasher({ memory: 128, passes: 2, parallelism: 1 }).hash("right", SALT);
    expect(await hasher.verify("right", stored)).toBe(true);
    expect(await hasher.verify("wrong", stored)).toBe(false);
    expect(await hasher.verify("", stored)).toBe(false);
    await expect(hasher.verify("right", "no hash")).rejects.toThrow("none of Argon2id");
  });

  it("calls a hash outdated when one of its parameters is below today's", async () => {
    const today = argon2Hasher(OWASP_COST);
    const hash = (m: number, t: number, p: number) => `$argon2id$v=19$m=${m},t=${t},p=${p}$c29tZXNhbHQ$AAAA`;
    const outdated = [
      hash(19_456, 2, 1),
      hash(65_536, 3, 4),
      hash(19_455, 2, 1),
      hash(19_456, 1, 1),
      "x",
    ].map(today.isOutdated);
    expect(outdated).toEqual([false, false, true, true, true]);
  });
});
