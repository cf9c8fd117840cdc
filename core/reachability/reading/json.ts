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

/** Levels that no document of Terraform reaches; the deepest resource schemas of AWS have about twenty. */
export const DEEPEST_DOCUMENT = 128;

/** The JSON pointer of the first value that lies deeper than {@link DEEPEST_DOCUMENT}, without recursion; or undefined. */
export function findTooDeep(json: unknown): string | undefined {
  const open: {
    readonly value: unknown;
    readonly depth: number;
    readonly parent: number;
    readonly step: string;
  }[] = [];
  open.push({ value: json, depth: 0, parent: -1, step: "" });
  for (let at = 0; at < open.length; at += 1) {
    const { value, depth } = open[at] as (typeof open)[number];
    if (typeof value !== "object" || value === null) continue;
    if (depth >= DEEPEST_DOCUMENT) return pathTo(open, at);
    for (const [name, inner] of Object.entries(value)) {
      if (typeof inner === "object" && inner !== null)
        open.push({ value: inner, depth: depth + 1, parent: at, step: name });
    }
  }
  return undefined;
}

function pathTo(open: readonly { readonly parent: number; readonly step: string }[], last: number): string {
  const steps: string[] = [];
  for (let at = last; at > 0; at = open[at]?.parent ?? 0) steps.unshift(pointerStep(open[at]?.step ?? ""));
  // Only the beginning: the whole path of a hostile document would fill the screen.
  return `${steps.slice(0, 8).join("")}/…`;
}
