import { hourOf, type Place, type SignIn } from "./sign-in.js";
import { type Counts, type History, shareOf, usualShareOf } from "./sign-in-history.js";

/** Whose sign-ins a sign-in is compared with: the person's own, then those of the peers, then everybody's. */
export interface Baseline {
  readonly own: History;
  readonly peers: History;
  readonly all: History;
}

/** A risk from 0 to 1, and what it is made of. */
export interface SignInRisk {
  readonly risk: number;
  /** In words, the largest part first. */
  readonly reasons: readonly string[];
}

/** The most that a feature can add alone. Only a journey that nobody can make is certain. */
const WEIGHTS = {
  network: 0.15,
  country: 0.45,
  hour: 0.12,
  browser: 0.2,
  device: 0.2,
  failures: 0.6,
  speed: 1,
};
/** A value that is so many times rarer than the usual one adds all of the weight. */
const RAREST = Math.log(50);
/** Failures that everybody has, and those that nobody has by mistake. */
const FORGIVEN_FAILURES = 2;
const MANY_FAILURES = 12;
/** Kilometres an hour: of a car or train, and of no airliner. */
const GROUND_SPEED = 300;
const IMPOSSIBLE_SPEED = 1500;
/** Closer than that is no journey: places of addresses are that inexact. */
const NEAR = 100;
const EARTH_RADIUS = 6371;

interface Part {
  readonly share: number;
  readonly words: string;
}

/**
 * How unlike the person a sign-in is.
 *
 * Each feature adds by how much rarer its value is than the usual one; what the person's own history is too short to
 * tell, the peers' tells, and then everybody's. Parts combine as independent doubts: 1 - (1 - a)(1 - b)…
 */
export function signInRisk(signIn: SignIn, baseline: Baseline): SignInRisk {
  const parts: Part[] = [
    rarity("network", signIn.network, baseline, "a network that is not one of theirs"),
    rarity("country", signIn.country, baseline, `a country that is unusual for them: ${signIn.country}`),
    rarity("hour", hourOf(signIn.at), baseline, "an unusual time of day"),
    rarity("browser", signIn.browser, baseline, "another kind of browser"),
    rarity("device", signIn.device ?? "none", baseline, "not the device that they use"),
    failures(signIn.failures),
    speed(signIn, baseline.own),
  ].filter(({ share }) => share > 0);
  const calm = parts.reduce((left, { share }) => left * (1 - share), 1);
  const reasons = parts
    .sort((a, b) => b.share - a.share)
    .map(({ share, words }) => `${words} (+${share.toFixed(2)})`);
  return { risk: Math.round((1 - calm) * 1000) / 1000, reasons };
}

function rarity(
  feature: "network" | "country" | "hour" | "browser" | "device",
  value: string | undefined,
  { own, peers, all }: Baseline,
  words: string,
): Part {
  const levels: readonly Counts[] = [own, peers, all].map((history) => history[feature]);
  // Nobody has signed in before, or nobody knows from where: there is nothing to be unlike.
  if (value === undefined || own.signIns === 0) return { share: 0, words };
  const ratio = Math.log(usualShareOf(levels) / shareOf(levels, value));
  return { share: WEIGHTS[feature] * Math.min(1, Math.max(0, ratio / RAREST)), words };
}

function failures(count: number): Part {
  const share = (count - FORGIVEN_FAILURES) / (MANY_FAILURES - FORGIVEN_FAILURES);
  return { share: WEIGHTS.failures * within(share), words: `${count} failures before it` };
}

function speed({ place, at }: SignIn, { last }: History): Part {
  if (place === undefined || last?.place === undefined) return { share: 0, words: "" };
  const kilometres = distance(last.place, place);
  if (kilometres < NEAR) return { share: 0, words: "" };
  const hours = Math.max(1 / 60, (at - last.at) / 3_600_000);
  const perHour = kilometres / hours;
  const share = WEIGHTS.speed * within((perHour - GROUND_SPEED) / (IMPOSSIBLE_SPEED - GROUND_SPEED));
  return { share, words: `${Math.round(kilometres)} km from the last sign-in in ${hours.toFixed(1)} hours` };
}

/** Kilometres on a great circle. */
function distance(a: Place, b: Place): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const [latitude, other] = [radians(a.latitude), radians(b.latitude)];
  const half =
    Math.sin((other - latitude) / 2) ** 2 +
    Math.cos(latitude) * Math.cos(other) * Math.sin(radians(b.longitude - a.longitude) / 2) ** 2;
  return 2 * EARTH_RADIUS * Math.asin(Math.min(1, Math.sqrt(half)));
}

function within(share: number): number {
  return Math.min(1, Math.max(0, share));
}
