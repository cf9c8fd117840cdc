import { member } from "../../json/values.js";
import type { InputFile } from "../input-file.js";
import { plainBlock } from "../plain-values.js";
import type { Resource } from "../resource.js";
import { listResources } from "./state-modules.js";

/** The resources of `terraform show -json` of a state, what mirrors others among them: every value is known. */
export function readState({ path, json }: InputFile): Resource[] {
  const all = listResources(member(member(json, "values"), "root_module"), "/values/root_module");
  return all.map(
    (listed): Resource => ({
      id: listed.address,
      type: listed.type,
      name: listed.name,
      mode: listed.mode,
      values: plainBlock(listed.values),
      provider: listed.provider.split("/").at(-1) ?? "",
      document: path,
      where: `${path}#${listed.pointer}/values`,
    }),
  );
}
