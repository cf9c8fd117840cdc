import { type JsonObject, listMember, member } from "../../json/values.js";
import type { ProviderTables } from "../provider-tables.js";
import type { Resource } from "../resource.js";
import { listOf } from "../value.js";
import type { ListedResource } from "./state-modules.js";

/**
 * Which arguments of a planned resource its configuration writes, and which it surely does not.
 *
 * Terraform leaves `dynamic` blocks out of a plan's configuration. What the provider keeps where nothing is written changes
 * only where something is: so a planned value that differs from the one before comes from a `dynamic` block.
 *
 * @param before the resource before the plan. @default - the plan makes it
 * @param source the resource as its configuration writes it. @default - not given
 */
export function writtenArguments(
  planned: ListedResource,
  expressions: JsonObject,
  before: ListedResource | undefined,
  source: Resource | undefined,
  tables: ProviderTables,
): Required<Pick<Resource, "written" | "unwritten">> {
  const written = new Set(Object.keys(expressions));
  const unwritten = new Set<string>();
  for (const name of tables.keptArguments(planned.type)) {
    if (written.has(name)) continue;
    if (source !== undefined) {
      // A dynamic block without any instance writes nothing.
      const isWritten = listOf(source.values.get(name)).length > 0;
      (isWritten ? written : unwritten).add(name);
    } else if (before !== undefined && isChanged(before.values, planned.values, name)) written.add(name);
  }
  return { written, unwritten };
}

/** Whether both know the argument, and not as the same set of blocks. */
function isChanged(before: JsonObject, planned: JsonObject, name: string): boolean {
  if (member(before, name) === undefined || member(planned, name) === undefined) return false;
  const blocks = (values: JsonObject): string =>
    listMember(values, name)
      .map((block) => JSON.stringify(block))
      .sort()
      .join();
  return blocks(before) !== blocks(planned);
}
