import { isJsonObject, type JsonObject, listMember, member, textMember } from "../../json/values.js";

/** One resource instance of a state or of the planned values. */
export interface ListedResource {
  readonly address: string;
  readonly mode: "managed" | "data";
  readonly type: string;
  readonly name: string;
  readonly index: string | number | undefined;
  /** Address of the module instance: "" for the root, `module.a["x"].module.b`. */
  readonly module: string;
  readonly provider: string;
  readonly values: JsonObject;
  /** JSON pointer. */
  readonly pointer: string;
}

/**
 * The address of the object, as Terraform names it: one that a replacement left behind is still there, beside its successor.
 *
 * Source: Terraform, "JSON Output Format", `deposed` of a change, and `deposed_key` of a value.
 */
export function objectAddress(json: unknown, key: "deposed" | "deposed_key"): string {
  const [address, deposed] = [textMember(json, "address") ?? "", textMember(json, key)];
  return deposed === undefined ? address : `${address} (deposed ${deposed})`;
}

/**
 * The resources of a module and of all modules in it.
 *
 * Source: Terraform, "JSON Output Format", values representation.
 */
export function listResources(root: unknown, pointer: string): ListedResource[] {
  const resources: ListedResource[] = [];
  const open: { readonly json: unknown; readonly pointer: string }[] = [{ json: root, pointer }];
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    const module = textMember(next.json, "address") ?? "";
    for (const [position, json] of listMember(next.json, "resources").entries()) {
      const values = member(json, "values");
      const index = member(json, "index");
      resources.push({
        address: objectAddress(json, "deposed_key"),
        mode: textMember(json, "mode") === "data" ? "data" : "managed",
        type: textMember(json, "type") ?? "",
        name: textMember(json, "name") ?? "",
        index: typeof index === "string" || typeof index === "number" ? index : undefined,
        module,
        provider: textMember(json, "provider_name") ?? "",
        values: isJsonObject(values) ? values : {},
        pointer: `${next.pointer}/resources/${position}`,
      });
    }
    for (const [position, child] of listMember(next.json, "child_modules").entries())
      open.push({ json: child, pointer: `${next.pointer}/child_modules/${position}` });
  }
  return resources;
}
