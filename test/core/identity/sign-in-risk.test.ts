import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { browserFamily } from "../../../core/identity/browser-family.js";
import type { SignIn } from "../../../core/identity/sign-in.js";
import { type History, NO_HISTORY, withSignIn } from "../../../core/identity/sign-in-history.js";
import { signInRisk } from "../../../core/identity/sign-in-risk.js";
import { CHECKOUT } from "../../harness/checkout.js";
import { falseStepUps, simulate } from "./sign-in-worlds.js";

const AT = Date.parse("2026-03-02T09:00:00Z");
const BERLIN = { latitude: 52.5, longitude: 13.4 };
const USUAL: SignIn = {
  network: "192.0.2.0/24",
  country: "DE",
  place: BERLIN,
  at: AT,
  browser: "firefox on linux",
  failures: 0,
};

function seen(signIns: number, signIn = USUAL): History {
  return Array.from({ length: signIns }).reduce<History>(
    (history) => withSignIn(history, signIn),
    NO_HISTORY,
  );
}

const baseline = (own: History, all = own) => ({ own, peers: all, all });

describe("signInRisk", () => {
  it("is nothing for what is usual, and for who was never here", () => {
    expect(signInRisk(USUAL, baseline(seen(10)))).toEqual({ risk: 0, reasons: [] });
    expect(signInRisk(USUAL, { own: NO_HISTORY, peers: seen(50), all: seen(500) })).toEqual({
      risk: 0,
      reasons: [],
    });
  });

  it("is certain for a journey that nobody can make", () => {
    const away = {
      ...USUAL,
      at: AT + 3_600_000,
      country: "AU",
      place: { latitude: -33.9, longitude: 151.2 },
    };
    const { risk, reasons } = signInRisk(away, baseline(seen(10)));
    expect(risk).toBe(1);
    expect(reasons[0]).toMatch(/^160\d\d km from the last sign-in in 1\.0 hours/u);
  });

  it("gives each part with its share, the largest first", () => {
    const { risk, reasons } = signInRisk(
      { ...USUAL, network: "198.51.100.0/24", country: "FR" },
      baseline(seen(30)),
    );
    expect(risk).toBeGreaterThan(0.5);
    expect(reasons.map((reason) => reason.replace(/ \(.*/u, ""))).toEqual([
      "a country that is unusual for them: FR",
      "a network that is not one of theirs",
    ]);
  });

  it("only grows by one more thing that is unusual", () => {
    const changes: Partial<SignIn>[] = [
      { network: "198.51.100.0/24" },
      { country: "FR" },
      { browser: "chrome on mac" },
      { device: "d-1" },
      { failures: 9 },
      { at: AT + 12 * 3_600_000 },
    ];
    let signIn = USUAL;
    let before = 0;
    for (const change of changes) {
      signIn = { ...signIn, ...change };
      const { risk } = signInRisk(signIn, baseline(seen(30)));
      expect(risk).toBeGreaterThan(before);
      before = risk;
    }
    expect(before).toBeLessThanOrEqual(1);
  });

  it("takes from the peers what a short history does not tell", () => {
    const french = { ...USUAL, country: "FR" };
    const known = signInRisk(french, { own: seen(2), peers: seen(50, french), all: seen(50, french) });
    const strange = signInRisk(french, baseline(seen(2)));
    expect(known.risk).toBeLessThan(strange.risk);
  });

  it("forgives the two failures that everybody has", () => {
    const risks = [0, 2, 3, 12, 99].map(
      (failures) => signInRisk({ ...USUAL, failures }, baseline(seen(9))).risk,
    );
    expect(risks).toEqual([0, 0, 0.06, 0.6, 0.6]);
  });

  it("keeps histories small, whatever is seen", () => {
    const many = Array.from({ length: 3000 }, (_, index) => index).reduce<History>(
      (history, index) => withSignIn(history, { ...USUAL, network: `net-${index}`, browser: "__proto__" }),
      NO_HISTORY,
    );
    expect(Object.keys(many.network).length).toBeLessThanOrEqual(40);
    expect(many.signIns).toBeLessThanOrEqual(400);
    expect(signInRisk({ ...USUAL, browser: "constructor" }, baseline(many)).risk).toBeGreaterThan(0);
  });
});

describe("browserFamily", () => {
  it.each([
    [
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0",
      "edge on windows",
    ],
    ["Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", "firefox on linux"],
    [
      "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Mobile Safari/604.1",
      "safari on ios",
    ],
    ["curl/8.0", "other on other"],
    [undefined, "other on other"],
  ])("of %j is %s", (userAgent, family) => {
    expect(browserFamily(userAgent)).toBe(family);
  });
});

describe("generated sign-ins", () => {
  it("are stopped by mistake as rarely as docs/identity.md says", () => {
    const { people, strangers, neighbours } = simulate(1);
    const rows = [
      ["anywhere", strangers, 0.95],
      ["anywhere", strangers, 0.99],
      ["in the country, with the same browser", neighbours, 0.8],
      ["in the country, with the same browser", neighbours, 0.95],
    ] as const;
    const table = rows.map(([who, thieves, caught]) => {
      const [bound, share] = falseStepUps(people, thieves, caught);
      return `| ${who} | ${caught * 100} % | ${bound.toFixed(2)} | ${(share * 100).toFixed(1)} % |`;
    });
    const page = readFileSync(join(CHECKOUT, "docs/identity.md"), "utf8");
    expect(page).toContain(table.join("\n"));
  });
});
