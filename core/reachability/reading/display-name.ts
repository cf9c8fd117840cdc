import type { Resource } from "../../terraform/resource.js";
import { isBlock, textOf } from "../../terraform/value.js";

/** The tag by which Cordon's own constructs name a segment. */
const SEGMENT_TAG = "cordon:segment";

/**
 * The name by which the author of a resource knows it: the segment's tag, the construct's id (CDKTF constructs call
 * their inner resource "Resource"), the `name` argument, the label.
 */
export function displayName({ values, constructPath, name }: Resource): string {
  const tags = values.get("tags");
  const tag = isBlock(tags) ? textOf(tags.get(SEGMENT_TAG)) : undefined;
  const construct = constructPath
    ?.replace(/\/Resource$/, "")
    .split("/")
    .at(-1);
  const candidates = [tag, construct, textOf(values.get("name")), name];
  return candidates.find((candidate) => candidate !== undefined && candidate !== "") ?? name;
}
