import { describe, expect, it } from "vitest";
import { COMMON_WORDS } from "../../../core/identity/common-words.js";
import { normalPassword, passwordFault } from "../../../core/identity/password.js";

describe("passwordFault", () => {
  it.each([
    ["x7 Kq 9m", true, undefined],
    ["x7 Kq 9", true, "password_too_short"],
    ["x7 Kq 9m", false, "password_too_short"],
    ["x7 Kq 9m and te", false, undefined],
    ["x7 Kq 9m and t", false, "password_too_short"],
    ["🗝🚲🌧🎻🦔🧭🥁🪁", true, undefined],
    ["🗝🚲🌧🎻🦔🧭🥁", true, "password_too_short"],
  ])("judges the length of %j by code points (with TOTP: %s)", (password, withTotp, fault) => {
    expect(passwordFault(normalPassword(password), withTotp, [])).toBe(fault);
  });

  it("takes 256 code points and no more", () => {
    const long = Array.from({ length: 256 }, (_, index) => String.fromCodePoint(0x1f300 + index)).join("");
    expect(passwordFault(long, false, [])).toBeUndefined();
    expect(passwordFault(`${long}x`, false, [])).toBe("password_too_long");
  });

  it("counts the normal form: a decomposed letter is one", () => {
    expect(normalPassword("e\u0301").length).toBe(1);
    expect(normalPassword("ﬁ①")).toBe("fi1");
  });

  it.each([
    "password",
    "PassWord",
    "password123",
    "P@ssw0rd",
    "12345678",
    "qwertyuiop",
    "QWERTZUIOP",
    "1q2w3e4r",
    "iloveyou",
    "letmein1",
    "passwordpassword",
    "aaaaaaaaaaaaaaa",
    "abcabcabcabcabc",
    "123456789012345",
    "summer2026",
    "Ann@Example",
    "87654321",
  ])("refuses %j, which guessers try first", (password) => {
    expect(passwordFault(password, true, ["ann@example", "example"])).toBe("password_blocked");
  });

  it.each(["my password is long", "correct horse battery staple", "violet harbour 9", "tr1cky-Otter-77"])(
    "takes %j, which merely holds a common word",
    (password) => {
      expect(passwordFault(password, true, ["ann"])).toBeUndefined();
    },
  );

  it("does not block by words of one or two letters about the person", () => {
    expect(passwordFault("abababzz-kxw", true, ["ab", "zz"])).toBeUndefined();
  });
});

describe("the list of common words", () => {
  it("holds lower case alone, and no word that is longer than what is looked for", () => {
    for (const word of COMMON_WORDS) {
      expect(word).toBe(word.toLowerCase());
      expect(word.length).toBeLessThanOrEqual(20);
    }
  });
});
