/** A parsed JSON object. Read it with {@link member}: its keys come from a stranger. */
export type JsonObject = { readonly [name: string]: unknown };

/** The value is a JSON object and no list. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The member that the document itself wrote, never one inherited from Object.prototype. */
export function member(value: unknown, name: string): unknown {
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** The member as text, or undefined. */
export function textMember(value: unknown, name: string): string | undefined {
  const text = member(value, name);
  return typeof text === "string" ? text : undefined;
}

/** The member's elements, or none where it is no list. */
export function listMember(value: unknown, name: string): readonly unknown[] {
  const list = member(value, name);
  return Array.isArray(list) ? list : [];
}

/** A JSON pointer step (RFC 6901). */
export function pointerStep(name: string | number): string {
  return `/${String(name).replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

/** Levels that no document of Terraform reaches; the deepest resource schemas have about twenty. */
export const DEEPEST_DOCUMENT = 128;

/** The beginning of the JSON pointer of a value that lies deeper than {@link DEEPEST_DOCUMENT}; or undefined. */
export function findTooDeep(json: unknown): string | undefined {
  const steps: string[] = [];
  // The whole path of a hostile document would fill the screen.
  return isTooDeep(json, 0, steps) ? `${steps.reverse().slice(0, 8).join("")}/…` : undefined;
}

/** Recursion that the limit itself bounds. On the way back it notes the steps, innermost first. */
function isTooDeep(json: unknown, depth: number, steps: string[]): boolean {
  if (typeof json !== "object" || json === null) return false;
  if (depth >= DEEPEST_DOCUMENT) return true;
  for (const name in json) {
    const inner: unknown = (json as JsonObject)[name];
    if (typeof inner === "object" && isTooDeep(inner, depth + 1, steps)) {
      steps.push(pointerStep(name));
      return true;
    }
  }
  return false;
}
