import { describe, expect, it } from "vitest";
import { authenticationBy, levelForChanges } from "../../../core/identity/assurance.js";
import { publishedKeys, signingKey, withKey } from "../../../core/identity/key-ring.js";
import { endOf, isOver, tokenLifetime } from "../../../core/identity/session.js";

const DAY = 86_400;

describe("a session", () => {
  it.each([
    ["aal1", 30 * DAY, Infinity],
    ["aal2", DAY, 3600],
    ["aal3", DAY / 2, 900],
  ] as const)("of %s lasts %d seconds, unused %d", (acr, whole, unused) => {
    const begun = { acr, authTime: 1000, lastUsedAt: 1_000_000 };
    expect(endOf(begun)).toBe(1000 + whole);
    const idle = Math.min(whole, unused);
    expect(isOver(begun, (1000 + idle) * 1000 - 1)).toBe(false);
    expect(isOver(begun, (1000 + idle) * 1000)).toBe(true);
    const busy = { ...begun, lastUsedAt: (1000 + whole) * 1000 - 1 };
    expect(isOver(busy, (1000 + whole) * 1000 - 1)).toBe(false);
    expect(isOver(busy, (1000 + whole) * 1000)).toBe(true);
  });

  it("gives tokens of ten minutes, but none past its end", () => {
    const begun = { acr: "aal2", authTime: 0 } as const;
    expect(tokenLifetime(begun, 0)).toBe(600);
    expect(tokenLifetime(begun, DAY - 10)).toBe(10);
  });
});

describe("authenticationBy", () => {
  it.each([
    [true, false, "aal3"],
    [true, true, "aal2"],
    [false, false, "aal2"],
    [false, true, "aal2"],
  ])(
    "reaches the level of a passkey (handed out: %s, can be copied: %s): %s",
    (handedOut, backupEligible, acr) => {
      expect(authenticationBy({ with: "passkey", passkey: { handedOut, backupEligible } })).toEqual({
        acr,
        amr: ["webauthn", "user", "mfa"],
      });
    },
  );

  it.each([
    ["password", "aal1", ["pwd"]],
    ["password-and-totp", "aal2", ["pwd", "otp", "mfa"]],
    ["recovery-and-password", "aal1", ["pwd", "recovery"]],
  ] as const)("gives %s the level %s", (with_, acr, amr) => {
    expect(authenticationBy({ with: with_ })).toEqual({ acr, amr });
  });
});

describe("levelForChanges", () => {
  const password = { hash: "" };
  const totp = { sealed: "", lastStep: 0 };
  it.each([
    [{ password, passkeys: [] }, 1],
    [{ password, totp, passkeys: [] }, 2],
    [{ totp, passkeys: [] }, 1],
    [{ passkeys: [{} as never] }, 2],
  ])("of %j is %d", (factors, level) => {
    expect(levelForChanges(factors)).toBe(level);
  });
});

describe("the ring of keys", () => {
  const key = (kid: string) => ({ kid, publicKey: {} });
  const minute = 60_000;

  it("signs with the first key at once, with the next one a quarter of an hour later", () => {
    const first = withKey({ keys: [] }, key("a"), 0);
    expect(signingKey(first, 0)?.kid).toBe("a");
    const both = withKey(first, key("b"), 0);
    const signers = [0, 15 * minute - 1, 15 * minute].map((now) => signingKey(both, now)?.kid);
    expect(signers).toEqual(["a", "a", "b"]);
  });

  it("publishes a new key at once, and the old one for half an hour after it signed last", () => {
    const both = withKey(withKey({ keys: [] }, key("a"), 0), key("b"), 0);
    const published = [0, 45 * minute - 1, 45 * minute].map((now) =>
      publishedKeys(both, now).map(({ kid }) => kid),
    );
    expect(published).toEqual([["a", "b"], ["a", "b"], ["b"]]);
  });
});
