import { bytesOf } from "../../core/identity/base64url.js";
import { readJson } from "../../core/json/read-json.js";
import { isJsonObject, type JsonObject, own } from "../../core/json/values.js";
import type { AuthenticatorRequest } from "./http.js";
import { invalidRequest, Refused } from "./refused.js";

const DEEPEST = 32;
const JSON_TYPE = /^application\/json(?:\s*;\s*charset="?utf-8"?)?$/iu;
const SURROGATE = /\p{Cs}/u;

/** The bytes of a request, if its type is the one and it is not too long. @throws Refused 413, 415 */
export function typedBody({ header, body }: AuthenticatorRequest, type: RegExp = JSON_TYPE): Uint8Array {
  if (body === undefined) throw new Refused({ status: 413, reason: "body_too_large" });
  const types = header("content-type");
  if (types.length !== 1 || !type.test(types[0]?.trim() ?? "")) {
    throw new Refused({ status: 415, reason: "content_type_refused" });
  }
  return body;
}

/**
 * The JSON object of a body: no key twice, no half of a surrogate pair (databases replace it, and two texts would
 * become one), at most 32 levels.
 *
 * @throws Refused 400 `invalid_request`, 413, 415
 */
export function jsonBody(request: AuthenticatorRequest): JsonObject {
  const read = readJson(textOf(typedBody(request)), "body");
  if (!read.ok || !isJsonObject(read.value) || !isClean(read.value, DEEPEST)) throw invalidRequest();
  return read.value;
}

/** The text of bytes. @throws Refused 400 for what is not UTF-8 */
export function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw invalidRequest();
  }
}

function isClean(value: unknown, levels: number): boolean {
  if (typeof value === "string") return !SURROGATE.test(value);
  if (typeof value !== "object" || value === null) return true;
  if (levels === 0) return false;
  if (Array.isArray(value)) return value.every((item) => isClean(item, levels - 1));
  return Object.entries(value).every(([key, item]) => !SURROGATE.test(key) && isClean(item, levels - 1));
}

/** Reads a member of a body. @throws Refused 400 */
export type Field<Value> = (value: unknown) => Value;

type Fields<Values> = { readonly [Name in keyof Values]: Field<Values[Name]> };

/** The members of an object, each read by its field, and no others. @throws Refused 400 */
export function fieldsOf<Values>(body: unknown, fields: Fields<Values>): Values {
  if (!isJsonObject(body)) throw invalidRequest();
  if (Object.keys(body).some((name) => !Object.hasOwn(fields, name))) throw invalidRequest();
  const read = Object.entries<Field<unknown>>(fields).map(([name, field]) => [name, field(own(body, name))]);
  return Object.fromEntries(read) as Values;
}

/** Refuses members in the body of a call that takes none. @throws Refused 400 */
export function nothingIn(body: JsonObject): void {
  fieldsOf(body, {});
}

/** A text. */
export const TEXT: Field<string> = (value) => {
  if (typeof value !== "string") throw invalidRequest();
  return value;
};

/** A text for people: a name of something, of up to 100 code points that can be seen. */
export const LABEL: Field<string> = (value) => {
  const text = TEXT(value).normalize("NFC").trim();
  if (text === "" || [...text].length > 100 || /[\p{Cc}\p{Zl}\p{Zp}]/u.test(text)) throw invalidRequest();
  return text;
};

/** The base64url text of bytes; undefined below `atLeast`. */
export function bytesField(atLeast = 0): Field<string> {
  return (value) => {
    const text = TEXT(value);
    const bytes = bytesOf(text);
    if (bytes === undefined || bytes.length < atLeast) throw invalidRequest();
    return text;
  };
}

/** A field that may be missing. */
export function optional<Value>(field: Field<Value>): Field<Value | undefined> {
  return (value) => (value === undefined ? undefined : field(value));
}

/** A list. */
export function listOf<Value>(field: Field<Value>, most: number): Field<readonly Value[]> {
  return (value) => {
    if (!Array.isArray(value) || value.length > most) throw invalidRequest();
    return value.map(field);
  };
}

/** True or false. */
export const FLAG: Field<boolean> = (value) => {
  if (typeof value !== "boolean") throw invalidRequest();
  return value;
};

/** An object whose members nobody reads. */
export const ANY_OBJECT: Field<JsonObject> = (value) => {
  if (!isJsonObject(value)) throw invalidRequest();
  return value;
};
