/** What tells families apart, the more special ones first: most of them claim to be several. */
const FAMILIES: readonly (readonly [pattern: RegExp, family: string])[] = [
  [/\bEdgA?\//u, "edge"],
  [/\bOPR\//u, "opera"],
  [/\bFirefox\/|\bFxiOS\//u, "firefox"],
  [/\bChrome\/|\bCriOS\/|\bChromium\//u, "chrome"],
  [/\bSafari\//u, "safari"],
];
const SYSTEMS: readonly (readonly [pattern: RegExp, system: string])[] = [
  [/\bAndroid\b/u, "android"],
  [/\biPhone\b|\biPad\b/u, "ios"],
  [/\bWindows\b/u, "windows"],
  [/\bMac OS X\b/u, "mac"],
  [/\bLinux\b/u, "linux"],
];

/** Family and system of a User-Agent header: what stays the same over its updates. */
export function browserFamily(userAgent: string | undefined): string {
  // No pattern of ours looks further, and a stranger may write megabytes.
  const text = (userAgent ?? "").slice(0, 512);
  const find = (known: readonly (readonly [RegExp, string])[]) =>
    known.find(([pattern]) => pattern.test(text))?.[1] ?? "other";
  return `${find(FAMILIES)} on ${find(SYSTEMS)}`;
}
