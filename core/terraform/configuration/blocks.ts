import { pointerStep } from "../../json/pointer.js";
import { isJsonObject, type JsonObject } from "../../json/values.js";

/** One labelled block of Terraform JSON: `resource`, `data`, `variable`, `output`, `provider`, `module`. */
export interface LabelledBlock {
  /** The first label, such as the type of a resource; empty where the block has none. */
  readonly type: string;
  /** The last label; empty where the block has none. */
  readonly name: string;
  readonly body: JsonObject;
  /** File and JSON pointer of the body. */
  readonly where: string;
}

/**
 * The blocks under a property, which nests one object per label; at every level, a list of objects merges.
 *
 * Source: Terraform, "JSON Configuration Syntax", "Nested Block Mapping".
 */
export function labelledBlocks(
  json: unknown,
  labels: number,
  where: string,
  malformed: Malformed = () => undefined,
): LabelledBlock[] {
  const blocks: LabelledBlock[] = [];
  collect(json, labels, where, [], blocks, malformed);
  return blocks;
}

/** Is told of what should be a block and is none, and where it stands. */
export type Malformed = (got: unknown, where: string) => void;

function collect(
  json: unknown,
  labels: number,
  where: string,
  outer: readonly string[],
  blocks: LabelledBlock[],
  malformed: Malformed,
): void {
  if (Array.isArray(json)) {
    for (const [index, element] of json.entries())
      collect(element, labels, where + pointerStep(index), outer, blocks, malformed);
  } else if (isJsonObject(json)) {
    if (outer.length === labels)
      blocks.push({ type: outer[0] ?? "", name: outer.at(-1) ?? "", body: json, where });
    else {
      for (const label of Object.keys(json)) {
        if (label !== "//")
          collect(json[label], labels, where + pointerStep(label), [...outer, label], blocks, malformed);
      }
    }
  } else if (json !== undefined && json !== null) malformed(json, where);
}
