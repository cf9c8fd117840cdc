import { isJsonObject, type JsonObject, pointerStep } from "../json.js";

/** One labelled block of Terraform JSON: `resource`, `data`, `variable`, `output`, `provider`, `module`. */
export interface LabelledBlock {
  readonly labels: readonly string[];
  readonly body: JsonObject;
  /** JSON pointer of the body. */
  readonly pointer: string;
}

/**
 * The blocks under a property, which nests one object per label; at every level, a list of objects merges.
 *
 * Source: Terraform, "JSON Configuration Syntax", "Nested Block Mapping".
 */
export function labelledBlocks(json: unknown, labels: number, pointer: string): LabelledBlock[] {
  if (Array.isArray(json)) {
    return json.flatMap((element, index) => labelledBlocks(element, labels, pointer + pointerStep(index)));
  }
  if (!isJsonObject(json)) return [];
  if (labels === 0) return [{ labels: [], body: json, pointer }];
  return Object.entries(json)
    .filter(([label]) => label !== "//")
    .flatMap(([label, inner]) =>
      labelledBlocks(inner, labels - 1, pointer + pointerStep(label)).map((block) => ({
        ...block,
        labels: [label, ...block.labels],
      })),
    );
}
