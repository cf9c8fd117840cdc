import { createHash } from "node:crypto";

/**
 * The JSON of a value in the one form that RFC 8785 gives it: no white space, keys in the order of their UTF-16 units,
 * numbers and texts as ECMAScript writes them.
 *
 * Keys whose value is undefined are left out, as `JSON.stringify` does.
 * @throws TypeError for what JSON cannot hold: numbers that are not finite, lone surrogates, functions
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "string") return textOf(value);
  if (typeof value === "number" && Number.isFinite(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object") throw new TypeError(`JSON cannot hold ${String(value)}`);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    // The order of UTF-16 units is what `<` compares (section 3.2.3).
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, member]) => `${textOf(key)}:${canonicalJson(member)}`).join(",")}}`;
}

function textOf(text: string): string {
  // Section 3.2.2.2: a lone surrogate must end the serialization.
  if (/\p{Surrogate}/u.test(text)) throw new TypeError("JSON cannot hold a lone surrogate");
  return JSON.stringify(text);
}

/** `sha256:` and the hex of the SHA-256 of the value's canonical JSON. */
export function canonicalHash(value: unknown): string {
  return `sha256:${createHash("sha256").update(canonicalJson(value), "utf8").digest("hex")}`;
}
