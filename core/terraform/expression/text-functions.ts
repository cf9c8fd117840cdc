import { Failure, isList, Reference, textOf, Unresolved, type Value } from "../value.js";
import { asNumber, type TerraformFunction } from "./list-functions.js";
import { asLoose, asWrittenList, isLoose } from "./traits.js";

/** Longest text that a function may build, in characters. */
export const LONGEST_TEXT = 262_144;

/** Functions on texts and numbers. */
export const TEXT_FUNCTIONS: readonly (readonly [string, TerraformFunction])[] = [
  [
    "join",
    (separator, list) => {
      const parts = isList(list) && !isLoose(list) ? list : [null];
      const filled = separator === "" && parts.length > 1 ? parts.filter((part) => part !== "") : parts;
      // Text of one part is that part, which may be known only after apply.
      if (filled.length === 1 && filled[0] instanceof Reference) return filled[0];
      const items = parts.map(textOf);
      if (typeof separator !== "string" || !items.every((item) => item !== undefined)) return undefined;
      // Texts are shared, so that a short list may stand for a long text.
      const size = items.reduce((sum, item) => sum + item.length + separator.length, 0);
      return size > LONGEST_TEXT ? undefined : items.join(separator);
    },
  ],
  ["split", (separator, text) => onTexts(text, separator, (one, by) => asWrittenList(one.split(by)))],
  ["format", (pattern, ...values) => formatText(pattern, values)],
  ["formatlist", (pattern, ...values) => formatList(pattern, values)],
  ["lower", (text) => textOf(text)?.toLowerCase()],
  ["upper", (text) => textOf(text)?.toUpperCase()],
  ["trimspace", (text) => textOf(text)?.trim()],
  ["chomp", (text) => textOf(text)?.replace(/[\r\n]+$/u, "")],
  ["strrev", (text) => ascii(text)?.split("").reverse().join("")],
  ["replace", replaceText],
  ["startswith", (text, start) => onTexts(text, start, (one, other) => one.startsWith(other))],
  ["endswith", (text, end) => onTexts(text, end, (one, other) => one.endsWith(other))],
  ["strcontains", (text, part) => onTexts(text, part, (one, other) => one.includes(other))],
  [
    "trimprefix",
    (text, part) =>
      onTexts(text, part, (one, other) => (one.startsWith(other) ? one.slice(other.length) : one)),
  ],
  [
    "trimsuffix",
    (text, part) =>
      onTexts(text, part, (one, other) =>
        other !== "" && one.endsWith(other) ? one.slice(0, -other.length) : one,
      ),
  ],
  [
    "trim",
    (text, cut) =>
      onTexts(text, cut, (one, characters) => {
        let [start, end] = [0, one.length];
        while (start < end && characters.includes(one.charAt(start))) start += 1;
        while (end > start && characters.includes(one.charAt(end - 1))) end -= 1;
        return one.slice(start, end);
      }),
  ],
  ["title", (text) => ascii(text)?.replace(/(?<!\w)[a-z]/gu, (letter) => letter.toUpperCase())],
  [
    "substr",
    (text, offset, length) => {
      const [of, from, size] = [ascii(text), asNumber(offset), asNumber(length)];
      if (of === undefined || from === undefined || size === undefined) return undefined;
      return of.slice(from).slice(0, size < 0 ? undefined : size);
    },
  ],
  ["min", (...values) => extreme(values, Math.min)],
  ["max", (...values) => extreme(values, Math.max)],
  ["abs", (number) => onNumber(number, Math.abs)],
  ["ceil", (number) => onNumber(number, Math.ceil)],
  ["floor", (number) => onNumber(number, Math.floor)],
  ["signum", (number) => onNumber(number, Math.sign)],
  [
    "pow",
    (base, power) => {
      const [of, by] = [asNumber(base), asNumber(power)];
      const result = of === undefined || by === undefined ? Number.NaN : of ** by;
      return Number.isSafeInteger(result) ? result : undefined;
    },
  ],
  [
    "parseint",
    (text, base) =>
      (base === 10 && typeof text === "string" && /^-?\d{1,15}$/u.test(text)) ||
      (base === 16 && typeof text === "string" && /^-?[\da-f]{1,12}$/iu.test(text))
        ? Number.parseInt(text, base)
        : undefined,
  ],
];

/** The text where Terraform's characters are ours: it counts them as people see them. */
function ascii(value: Value | undefined): string | undefined {
  const text = textOf(value);
  return text !== undefined && /^\p{ASCII}*$/u.test(text) ? text : undefined;
}

function onNumber(value: Value | undefined, apply: (number: number) => number): number | undefined {
  const number = asNumber(value);
  // Zero has no sign in Terraform.
  return number === undefined ? undefined : apply(number) + 0;
}

function onTexts<Result extends Value>(
  text: Value | undefined,
  other: Value | undefined,
  apply: (text: string, other: string) => Result,
): Result | undefined {
  const [one, second] = [textOf(text), textOf(other)];
  return one === undefined || second === undefined ? undefined : apply(one, second);
}

/** `replace` without patterns; the product bounds what one call may build. */
function replaceText(
  text: Value | undefined,
  from: Value | undefined,
  to: Value | undefined,
): Value | undefined {
  const [whole, what, instead] = [textOf(text), textOf(from), textOf(to)];
  if (whole === undefined || what === undefined || instead === undefined) return undefined;
  if (what.length > 1 && what.startsWith("/") && what.endsWith("/"))
    return new Unresolved("replace(...)", "regular expressions are not evaluated");
  if (what === "") return undefined;
  if ((whole.length + 1) * (instead.length + 1) > LONGEST_TEXT) return undefined;
  return whole.split(what).join(instead);
}

function extreme(values: readonly Value[], choose: (...numbers: number[]) => number): number | undefined {
  const numbers = values.map(asNumber).filter((number) => number !== undefined);
  return numbers.length === values.length && numbers.length > 0 ? choose(...numbers) : undefined;
}

/** `format` with the verbs that names and addresses are written with: %s, %v, %d, and %d with a width. */
function formatText(pattern: Value | undefined, values: readonly Value[]): Value | undefined {
  if (typeof pattern !== "string") return undefined;
  const verbs = pattern.match(/%(?:%|[-0]?\d{0,2}[a-zA-Z#+ ])/gu)?.filter((verb) => verb !== "%%") ?? [];
  if (verbs.some((verb) => !/^%(?:[sdv]|[-0]?\d{1,2}d)$/u.test(verb))) return undefined;
  if (verbs.length !== values.length)
    return new Failure("format(...)", "there are not as many arguments as verbs");
  const texts = values.map((value, at) => verbText(verbs[at] ?? "", value));
  if (!texts.every((text) => text !== undefined)) return undefined;
  let next = 0;
  return pattern.replace(/%(?:%|[-0]?\d{0,2}[sdv])/gu, (verb) =>
    verb === "%%" ? "%" : (texts[next++] ?? ""),
  );
}

function verbText(verb: string, value: Value): string | undefined {
  if (!verb.endsWith("d")) return textOf(value);
  const number = asNumber(value);
  if (number === undefined || !Number.isInteger(number)) return undefined;
  const width = Number(/\d+/u.exec(verb)?.[0] ?? 0);
  if (verb.startsWith("%-")) return String(number).padEnd(width);
  if (!verb.startsWith("%0")) return String(number).padStart(width);
  return number < 0 ? `-${String(-number).padStart(width - 1, "0")}` : String(number).padStart(width, "0");
}

/** `formatlist`: the lists among the arguments have one length; all others stand in every element. */
function formatList(pattern: Value | undefined, values: readonly Value[]): Value | undefined {
  const lists = values.filter(isList);
  const [first] = lists;
  if (first === undefined) return undefined;
  if (lists.some((list) => list.length !== first.length)) return undefined;
  if (lists.length > 1 && lists.some(isLoose)) return undefined;
  const made = first.map((_, at) => {
    const here = values.map((value) => (isList(value) ? (value[at] ?? null) : value));
    return formatText(pattern, here) ?? new Unresolved("formatlist(...)", "an argument is not known");
  });
  return isLoose(first) ? asLoose(made) : asWrittenList(made);
}
