import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { base64url, bytesOf } from "../../../core/identity/base64url.js";
import { handleCookie, handleOf, NO_HANDLE_COOKIE } from "../../../core/identity/cookie.js";
import { isUsableName, normalName } from "../../../core/identity/name.js";
import { isCodeChallenge, isLoopbackRedirect, isVerifierOf } from "../../../core/identity/pkce.js";
import { recoveryCodeText, typedRecoveryCode } from "../../../core/identity/recovery-code.js";

describe("bytesOf", () => {
  it("reads what base64url wrote, and nothing else reads as the same", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        expect(bytesOf(base64url(bytes))).toEqual(Uint8Array.from(bytes));
      }),
    );
  });

  it.each(["QQ==", "QR", "Q", "QQ\n", "+w", "/w", "Q Q", "QQ."])("refuses %j", (text) => {
    expect(bytesOf(text)).toBeUndefined();
  });
});

describe("normalName", () => {
  it.each([
    ["Ann@Example.COM", "ann@example.com"],
    [" ann ", "ann"],
    ["ＡＮＮ", "ann"],
    ["İ", "i̇"],
  ])("writes %j as %j", (name, normal) => {
    expect(normalName(name)).toBe(normal);
    expect(normalName(normal)).toBe(normal);
  });

  it.each(["", "a\u200bb", "a\u0000", "x".repeat(257)])("gives nobody the name %j", (name) => {
    expect(isUsableName(name)).toBe(false);
  });
});

describe("recovery codes", () => {
  it("have 80 bits, in four groups that may be typed in any way", () => {
    const text = recoveryCodeText(Uint8Array.from({ length: 10 }, (_, index) => index * 25));
    expect(text).toMatch(/^[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}$/u);
    const code = text.replaceAll("-", "");
    for (const typed of [text, code, code.toLowerCase(), ` ${text.toLowerCase()} `]) {
      expect(typedRecoveryCode(typed)).toBe(code);
    }
  });

  it.each(["", "AAAA", "AAAA-AAAA-AAAA-AAA1", "A".repeat(17)])("are none of %j", (text) => {
    expect(typedRecoveryCode(text)).toBeUndefined();
  });
});

describe("the cookie", () => {
  it("is bound to the host and cannot be read by a page", () => {
    expect(handleCookie("abc", 60.9)).toBe(
      "__Host-cordon=abc; Secure; HttpOnly; SameSite=Strict; Path=/; Max-Age=60",
    );
    expect(NO_HANDLE_COOKIE).toContain("Max-Age=0");
  });

  it.each([
    [["__Host-cordon=abc"], "abc"],
    [["a=b; __Host-cordon=abc; c=d"], "abc"],
    [["__Host-cordon=abc; __Host-cordon=def"], undefined],
    [["__Host-cordon=abc", "__Host-cordon=def"], undefined],
    [["__Host-cordon="], undefined],
    [["x__Host-cordon=abc"], undefined],
    [[], undefined],
  ])("of %j is %s", (headers, handle) => {
    expect(handleOf(headers)).toBe(handle);
  });
});

describe("the flow of the command", () => {
  it("verifies RFC 7636 appendix B", () => {
    const verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    expect(isCodeChallenge(challenge)).toBe(true);
    expect(isVerifierOf(verifier, challenge)).toBe(true);
    expect(isVerifierOf(`${verifier}x`, challenge)).toBe(false);
    expect(isVerifierOf("short", challenge)).toBe(false);
  });

  it.each([
    ["http://127.0.0.1:8765/", true],
    ["http://127.0.0.1:8765/callback?x=1", true],
    ["http://[::1]:1/", true],
    ["http://localhost:8765/", false],
    ["https://127.0.0.1:8765/", false],
    ["http://127.0.0.1:8765", false],
    ["http://127.0.0.1/", false],
    ["http://127.0.0.1:65536/", false],
    ["http://127.0.0.1:8765@evil.example/", false],
    ["http://127.0.0.1:8765/#x", false],
    ["http://127.0.0.1.evil.example:80/", false],
    ["http://127.0.0.1:8765/\\evil", false],
    ["http://127.1:8765/", false],
  ])("hands a code to %s: %s", (redirect, allowed) => {
    expect(isLoopbackRedirect(redirect)).toBe(allowed);
  });
});
