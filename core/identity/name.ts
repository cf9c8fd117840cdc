/** Longest name in code points; a name is an address or an account, and no text. */
const LONGEST_NAME = 256;
/** Nobody can see these, so two names with them would look like one. */
const UNUSABLE = /[\p{C}\p{Zl}\p{Zp}]/u;

/** The one form of a name that counts: NFKC, lower case, without the space around it. */
export function normalName(name: string): string {
  // Lower case may denormalise (U+0130), so the form is made once more.
  return name.normalize("NFKC").toLowerCase().normalize("NFKC").trim();
}

/** Whether a person can have the name, which is in its normal form. */
export function isUsableName(name: string): boolean {
  return name !== "" && [...name].length <= LONGEST_NAME && !UNUSABLE.test(name);
}
