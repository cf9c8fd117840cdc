import { refusedOption } from "../input/refuse-option.js";

/** A number of minutes as it was written; whether it is in range the broker says. @throws CordonError for no number */
export function minutesOf(text: string): number {
  if (/^-?\d{1,9}(?:\.\d{1,9})?$/u.test(text)) return Number(text);
  throw refusedOption({
    where: "--minutes",
    summary: "this is not a number",
    got: text,
    allowed: "a whole number of minutes",
    fix: "write 60",
  });
}
