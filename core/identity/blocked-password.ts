import { COMMON_WORDS } from "./common-words.js";

/** Rows of keyboards, and the orders that everybody knows. */
const RUNS = [
  "abcdefghijklmnopqrstuvwxyz",
  "01234567890123456789",
  "qwertyuiopasdfghjklzxcvbnm",
  "qwertzuiopasdfghjklyxcvbnm",
  "azertyuiopqsdfghjklmwxcvbn",
  "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
  "1q2w3e4r5t6y7u8i9o0p",
  "qazwsxedcrfvtgbyhnujmikolp",
].flatMap((run) => [run, [...run].reverse().join("")]);

/** What people write for letters. */
const LEET: Readonly<Record<string, string>> = {
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  "@": "a",
  $: "s",
  "!": "i",
};

/**
 * Whether a password is one that guessers try first, in any case: a common one, one with digits or signs around it,
 * one common word after the other, one character or short piece over and over, a run on the keyboard, or a word about
 * the person.
 *
 * Compared is the whole password: one that merely holds a common word is fine (NIST SP 800-63B-4 section 3.1.1.2).
 */
export function isBlockedPassword(password: string, about: readonly string[]): boolean {
  const text = password.toLowerCase();
  const words = about.map((word) => word.toLowerCase()).filter((word) => [...word].length >= 3);
  return [text, plain(text), unleet(text), plain(unleet(text))].some(
    (form) => isMadeOf(form, words) || isRepeated(form) || isRun(form),
  );
}

/** Without the digits and signs around it. */
function plain(text: string): string {
  return text.replace(/^[\p{N}\p{P}\p{S}\s]+|[\p{N}\p{P}\p{S}\s]+$/gu, "");
}

function unleet(text: string): string {
  return [...text].map((character) => LEET[character] ?? character).join("");
}

/** The longest of the list has fewer; the test looks. */
const LONGEST_COMMON_WORD = 20;

/** Whether the text is common words alone, one after the other; empty texts are not. */
function isMadeOf(text: string, about: readonly string[]): boolean {
  const ends = new Set([0]);
  const longest = about.reduce((most, word) => Math.max(most, word.length), LONGEST_COMMON_WORD);
  for (let end = 1; end <= text.length; end += 1) {
    for (let start = Math.max(0, end - longest); start < end; start += 1) {
      if (!ends.has(start)) continue;
      const word = text.slice(start, end);
      if (COMMON_WORDS.has(word) || about.includes(word)) {
        ends.add(end);
        break;
      }
    }
  }
  return text.length > 0 && ends.has(text.length);
}

/** What nobody types by habit any more. */
const LONGEST_HABIT = 32;

/** Whether a piece of at most a quarter of the text is all of it, over and over, the last one perhaps cut off. */
function isRepeated(text: string): boolean {
  if (text.length > LONGEST_HABIT || !/^[\x20-\x7e]*$/u.test(text)) return false;
  const most = Math.floor(text.length / 4);
  for (let length = 1; length <= most; length += 1) {
    const piece = text.slice(0, length);
    if (piece.repeat(Math.ceil(text.length / length)).startsWith(text)) return true;
  }
  return false;
}

/** Whether the text is at most three runs of known orders, each of three characters or more. */
function isRun(text: string): boolean {
  let rest = text;
  for (let runs = 0; runs < 3 && rest !== ""; runs += 1) {
    let length = rest.length;
    while (length >= 3 && !RUNS.some((run) => run.includes(rest.slice(0, length)))) length -= 1;
    if (length < 3) return false;
    rest = rest.slice(length);
  }
  return text !== "" && rest === "";
}
