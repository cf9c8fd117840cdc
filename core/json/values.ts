/** A parsed JSON object. Read it with {@link own} or {@link member}: its keys come from a stranger. */
export type JsonObject = Readonly<Record<string, unknown>>;

const NOTHING: JsonObject = Object.freeze({});

/** Whether the value is a JSON object, neither null nor a list. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value as a JSON object; an empty one where it is something else. */
export function objectOrEmpty(value: unknown): JsonObject {
  return isJsonObject(value) ? value : NOTHING;
}

/** The member that the text itself wrote, so that `constructor` and `__proto__` are names like any other. */
export function own(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** The member of a value that may be anything: undefined where the value is not an object. */
export function member(value: unknown, name: string): unknown {
  return isJsonObject(value) ? own(value, name) : undefined;
}

/** The member as text, or undefined. */
export function textMember(value: unknown, name: string): string | undefined {
  const text = member(value, name);
  return typeof text === "string" ? text : undefined;
}

/** The member's elements; an empty list where it is not a list. */
export function listMember(value: unknown, name: string): readonly unknown[] {
  const list = member(value, name);
  return Array.isArray(list) ? list : [];
}
