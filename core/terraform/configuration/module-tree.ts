import { pointerStep } from "../../json/pointer.js";
import { member } from "../../json/values.js";
import type { DocumentCollector } from "../collector.js";
import type { InputFile } from "../input-file.js";
import { type ConfiguredModule, configuredModule } from "./configured-module.js";
import { importInModule, undeclaredArgument } from "./module-problems.js";

/**
 * The root modules of the files: stacks are modules of their own; the other files of one root make one module together, with
 * those that it calls.
 */
export function moduleTrees(
  files: readonly InputFile[],
  report: DocumentCollector["problem"],
): ConfiguredModule[] {
  const stacks = files.flatMap((file) =>
    file.stack === undefined ? [] : [configuredModule(file.stack, true, [file], report)],
  );
  const roots = new Map<string, InputFile[]>();
  for (const file of files) if (file.stack === undefined) add(roots, file.root ?? "", file);
  const trees = [...roots.values()].flatMap((own) => {
    const loose = new Map<string, InputFile[]>();
    for (const file of own) add(loose, file.called ?? "", file);
    const hasRoot = loose.get("")?.some(({ variables }) => variables !== true) === true;
    return hasRoot ? [treeOf("", loose, report)] : [];
  });
  return [...stacks, ...trees];
}

/** What a module call may say beside the variables of the module. */
const META_ARGUMENTS = new Set([
  "source",
  "version",
  "count",
  "for_each",
  "providers",
  "depends_on",
  "lifecycle",
  "//",
]);

function add(files: Map<string, InputFile[]>, key: string, file: InputFile): void {
  const together = files.get(key);
  if (together === undefined) files.set(key, [file]);
  else together.push(file);
}

function treeOf(
  called: string,
  files: ReadonlyMap<string, readonly InputFile[]>,
  report: DocumentCollector["problem"],
): ConfiguredModule {
  const own = files.get(called) ?? [];
  const document = own.find(({ variables }) => variables !== true)?.path ?? "";
  const prefix = called === "" ? "" : `${called}.`;
  const children = new Map<string, ConfiguredModule | string>();
  for (const [key, [first]] of files) {
    const name = key.startsWith(prefix) && key !== "" ? key.slice(prefix.length) : "";
    if (name === "" || name.includes(".")) continue;
    children.set(name, first?.absent ?? treeOf(key, files, report));
  }
  const module = configuredModule(document, false, own, report, children);
  for (const { path, json } of called === "" ? [] : own)
    if (member(json, "import") !== undefined) report(importInModule(), `${path}#/import/0`);
  for (const [name, { body, where }] of module.calls) {
    const callee = children.get(name);
    if (typeof callee !== "object") continue;
    for (const argument of Object.keys(body))
      if (!META_ARGUMENTS.has(argument) && !callee.variables.has(argument))
        report(undeclaredArgument(argument), where + pointerStep(argument));
  }
  return module;
}
