import { hourOf, type Place, type SignIn } from "./sign-in.js";

/** How often each value of a feature was seen. */
export type Counts = Readonly<Record<string, number>>;

/** Sign-ins so far, of a person or of many. */
export interface History {
  readonly signIns: number;
  readonly network: Counts;
  readonly country: Counts;
  readonly hour: Counts;
  readonly browser: Counts;
  readonly device: Counts;
  /** The latest. @default - there is none */
  readonly last?: { readonly at: number; readonly place?: Place | undefined };
}

/** Nobody signed in yet. */
export const NO_HISTORY: History = {
  signIns: 0,
  network: {},
  country: {},
  hour: {},
  browser: {},
  device: {},
};

/** Values that are kept of a feature; the rarest go. */
const MOST_VALUES = 40;
/** Sign-ins after which all counts are halved: what somebody did years ago says little. */
const HALVED_AT = 400;
/** Sign-ins that a level needs before it counts as much as the one below it. */
const BACK_OFF = 4;
/** Share of a value that nobody ever had. */
const NEVER_SEEN = 0.002;

/** The history with one more sign-in. */
export function withSignIn(history: History, signIn: SignIn): History {
  const halved = history.signIns >= HALVED_AT ? halve(history) : history;
  return {
    signIns: halved.signIns + 1,
    network: counted(halved.network, signIn.network),
    country: counted(halved.country, signIn.country),
    hour: counted(halved.hour, hourOf(signIn.at)),
    browser: counted(halved.browser, signIn.browser),
    device: counted(halved.device, signIn.device ?? "none"),
    last: { at: signIn.at, place: signIn.place },
  };
}

/**
 * Whether a sign-in comes from where the person never was: a kind of browser that the history does not know, on no
 * registered device (of those the person was told when they were registered). The first sign-in of all is none.
 */
export function isNewDevice(
  { signIns, browser }: History,
  signIn: Pick<SignIn, "browser" | "device">,
): boolean {
  return signIns > 0 && signIn.device === undefined && !Object.hasOwn(browser, signIn.browser);
}

function counted(counts: Counts, value: string | undefined): Counts {
  if (value === undefined) return counts;
  const more = { ...counts, [value]: (counts[value] ?? 0) + 1 };
  const entries = Object.entries(more);
  if (entries.length <= MOST_VALUES) return more;
  return Object.fromEntries(entries.sort(([, a], [, b]) => b - a).slice(0, MOST_VALUES));
}

function halve(history: History): History {
  const half = (counts: Counts) =>
    Object.fromEntries(
      Object.entries(counts)
        .map(([value, count]) => [value, Math.floor(count / 2)] as const)
        .filter(([, count]) => count > 0),
    );
  return {
    ...history,
    signIns: Math.floor(history.signIns / 2),
    network: half(history.network),
    country: half(history.country),
    hour: half(history.hour),
    browser: half(history.browser),
    device: half(history.device),
  };
}

/** Share of a value: the first level's, as far as it knows enough, then the next one's. */
export function shareOf(levels: readonly Counts[], value: string): number {
  const [counts, ...others] = levels;
  if (counts === undefined) return NEVER_SEEN;
  const known = Object.hasOwn(counts, value) ? (counts[value] ?? 0) : 0;
  return (known + BACK_OFF * shareOf(others, value)) / (sumOf(counts) + BACK_OFF);
}

/** Share of the usual value of the first level. */
export function usualShareOf(levels: readonly Counts[]): number {
  const [counts = {}] = levels;
  return Object.keys(counts).reduce((most, value) => Math.max(most, shareOf(levels, value)), NEVER_SEEN);
}

function sumOf(counts: Counts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
