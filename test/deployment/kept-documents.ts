import { isJsonObject, type JsonObject, listMember, member } from "../../core/json/values.js";

/** Members that no reader of plans uses: copies, marks of sensitive values, the time, and values from before. */
const UNREAD =
  /^(?:sensitive_values|before|after|before_sensitive|after_sensitive|relevant_attributes|timestamp|checks|schema_version|tags_all|output_changes|replace_paths|depends_on|container_definitions|policy_attributes|resource_drift)$/;

/** Members that differ from run to run and say nothing: hashes, times and what a function is made of. */
const MADE_UP =
  /^(?:remote_access|source_code_hash|source_code_size|code_sha256|last_modified|filename|create_date|created_date|creation_date|unique_id)$/;

/** The document without what only makes it long: null values too, which say what absence says. */
export function reduced(json: unknown, unread: RegExp = UNREAD): unknown {
  if (Array.isArray(json)) return json.map((part) => reduced(part, unread));
  if (typeof json !== "object" || json === null) return json;
  return Object.fromEntries(
    Object.entries(json)
      .filter(([name, value]) => value !== null && !unread.test(name) && !MADE_UP.test(name))
      .map(([name, value]) => [name, reduced(value, unread)]),
  );
}

/** A plan of which each change keeps its address, what it does and what is not known. */
export function reducedPlan(plan: unknown, unread: RegExp = UNREAD): JsonObject {
  const changes = listMember(plan, "resource_changes").map((change) => ({
    address: member(change, "address"),
    change: member(change, "change"),
  }));
  const { configuration, ...rest } = isJsonObject(plan) ? plan : {};
  return { ...(reduced({ ...rest, resource_changes: changes }, unread) as object), configuration };
}

/** Ids of EC2, what Terraform appends to a prefix of a name, keys of KMS, and ids of APIs in what belongs to them. */
const MADE_ID =
  /\b([a-z]{1,12}-)(?:20[0-9]{24}|[0-9a-f]{17}|[0-9a-f]{8})\b|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g;

/** The documents with ids that do not change from run to run: numbered by their first mention, in the order given. */
export function withStableIds<T extends Readonly<Record<string, unknown>>>(documents: T): T {
  const numbers = new Map<string, string>();
  const stable = (json: unknown): unknown =>
    JSON.parse(
      JSON.stringify(json).replace(MADE_ID, (id, prefix: string | undefined) => {
        const number = String(numbers.size + 1);
        const made =
          prefix === undefined
            ? `00000000-0000-4000-8000-${number.padStart(12, "0")}`
            : prefix + number.padStart(17, "0");
        const known = numbers.get(id) ?? made;
        numbers.set(id, known);
        return known;
      }),
    );
  return Object.fromEntries(Object.entries(documents).map(([name, json]) => [name, stable(json)])) as T;
}
