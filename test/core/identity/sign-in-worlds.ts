import { mulberry32 } from "../../../core/detection/world/random.js";
import type { SignIn } from "../../../core/identity/sign-in.js";
import { type History, NO_HISTORY, withSignIn } from "../../../core/identity/sign-in-history.js";
import { signInRisk } from "../../../core/identity/sign-in-risk.js";

const COUNTRIES = ["DE", "DE", "DE", "FR", "US", "GB"];
const BROWSERS = [
  "chrome on windows",
  "chrome on mac",
  "firefox on linux",
  "safari on ios",
  "edge on windows",
];
const HOUR = 3_600_000;
const START = Date.parse("2026-03-02T00:00:00Z");

/** Risks of the sign-ins of people, and of thieves who have their password. */
export interface Risks {
  readonly people: readonly number[];
  /** Of thieves anywhere, who know nothing but the password. */
  readonly strangers: readonly number[];
  /** Of thieves in the same country, with the same kind of browser. */
  readonly neighbours: readonly number[];
}

/**
 * Sixty days of forty people, who travel, change networks and buy telephones as people do; each day is judged by the days
 * before, and after twenty days thieves try at each of them.
 */
export function simulate(seed: number): Risks {
  const next = mulberry32(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
  const risks = { people: [] as number[], strangers: [] as number[], neighbours: [] as number[] };
  let all: History = NO_HISTORY;
  const people = Array.from({ length: 40 }, (_, index) => ({
    home: `10.${index}.0.0/24`,
    office: "10.200.0.0/24",
    country: pick(COUNTRIES),
    browsers: [pick(BROWSERS), pick(BROWSERS)],
    history: NO_HISTORY as History,
  }));
  for (let day = 0; day < 60; day += 1) {
    for (const person of people) {
      const isAway = next() < 0.03;
      const where = isAway
        ? `10.${201 + Math.floor(next() * 50)}.0.0/24`
        : next() < 0.6
          ? person.office
          : person.home;
      const signIn: SignIn = {
        network: next() < 0.05 ? `10.99.${Math.floor(next() * 200)}.0/24` : where,
        country: isAway && next() < 0.5 ? pick(COUNTRIES) : person.country,
        at: START + day * 24 * HOUR + Math.floor((7 + next() * 11) * HOUR),
        browser: next() < 0.85 ? (person.browsers[0] as string) : (person.browsers[1] as string),
        failures: next() < 0.1 ? 1 : 0,
      };
      const baseline = { own: person.history, peers: all, all };
      risks.people.push(signInRisk(signIn, baseline).risk);
      if (day >= 20) {
        const theft = {
          ...signIn,
          at: signIn.at + Math.floor(next() * 12 * HOUR),
          failures: Math.floor(next() * 4),
        };
        const network = `10.${150 + Math.floor(next() * 40)}.7.0/24`;
        const stranger = {
          ...theft,
          network,
          country: pick(["BR", "VN", "RU", "NG"]),
          browser: pick(BROWSERS),
        };
        risks.strangers.push(signInRisk(stranger, baseline).risk);
        const neighbour = {
          ...theft,
          network,
          country: person.country,
          browser: person.browsers[0] as string,
        };
        risks.neighbours.push(signInRisk(neighbour, baseline).risk);
      }
      person.history = withSignIn(person.history, signIn);
      all = withSignIn(all, signIn);
    }
  }
  return risks;
}

/** The bound that catches this share of the thieves, and the share of people that it stops, too. */
export function falseStepUps(
  people: readonly number[],
  thieves: readonly number[],
  caught: number,
): readonly [bound: number, share: number] {
  const sorted = [...thieves].sort((a, b) => a - b);
  const bound = sorted[Math.floor((1 - caught) * sorted.length)] ?? 0;
  return [bound, people.filter((risk) => risk >= bound).length / people.length];
}
