import { type JsonObject, textMember } from "../../json/values.js";

/** Where a called module comes from. */
export interface ModuleSource {
  /** A path from the calling module, another place, or nothing that can be told. */
  readonly kind: "local" | "remote" | "none";
  readonly source: string;
}

/**
 * The source of a module call, which Terraform wants as a literal.
 *
 * Source: Terraform, "Module Sources": local paths begin with "./" or "../".
 */
export function moduleSource(body: JsonObject): ModuleSource {
  const source = textMember(body, "source") ?? "";
  if (source === "" || source.includes("${")) return { kind: "none", source };
  return { kind: /^\.\.?(?:[/\\]|$)/u.test(source) ? "local" : "remote", source };
}
