import { unreadable } from "../input/input-files.js";

/** A number of minutes as it was written; whether it is in range the broker says. @throws CordonError for no number */
export function minutesOf(text: string): number {
  if (/^-?\d{1,9}(?:\.\d{1,9})?$/u.test(text)) return Number(text);
  throw unreadable("--minutes", "this is no number", "write a whole number of minutes, such as 60");
}
