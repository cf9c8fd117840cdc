import { isJsonObject, type JsonObject, member, textMember } from "../../json/values.js";
import type { InputFile } from "../input-file.js";
import { labelledBlocks, type Malformed } from "./blocks.js";

/** A `resource` or `data` block as written. */
export interface ResourceBlock {
  readonly mode: "managed" | "data";
  readonly type: string;
  readonly name: string;
  readonly body: JsonObject;
  readonly constructPath?: string;
  /** File and JSON pointer. */
  readonly where: string;
}

/** A value as written, with its place. */
export interface WrittenValue {
  readonly json: unknown;
  readonly where: string;
  /** It holds no expressions, whatever its text looks like. @default - it may */
  readonly literal?: true;
}

/** One root module: a CDKTF stack, or the `*.tf.json` files of a folder. */
export interface ConfiguredModule {
  /** The stack's name, or the file's path. */
  readonly document: string;
  readonly isStack: boolean;
  /** By "type.name"; data sources by "data.type.name". */
  readonly resources: ReadonlyMap<string, ResourceBlock>;
  readonly locals: ReadonlyMap<string, WrittenValue>;
  /** Assigned values, else defaults; null where a variable has neither. */
  readonly variables: ReadonlyMap<string, WrittenValue | null>;
  /** A file that may assign any variable and cannot be read. @default - there is none */
  readonly unreadValues?: string;
  readonly outputs: ReadonlyMap<string, WrittenValue>;
  /** Names and places of module calls. */
  readonly modules: ReadonlyMap<string, string>;
  /** Provider configurations: "example", "example.west". */
  readonly regions: ReadonlyMap<string, string>;
  /** The backend as written: its type and configuration. */
  readonly backend: { readonly type: string; readonly config: JsonObject } | null;
}

/** The module that the files write together. */
export function configuredModule(
  document: string,
  isStack: boolean,
  files: readonly InputFile[],
  malformed: Malformed = () => undefined,
): ConfiguredModule {
  const resources = new Map<string, ResourceBlock>();
  const locals = new Map<string, WrittenValue>();
  const variables = new Map<string, WrittenValue | null>();
  const outputs = new Map<string, WrittenValue>();
  const modules = new Map<string, string>();
  const regions = new Map<string, string>();
  let backend: ConfiguredModule["backend"] = null;
  for (const { path, json } of files.filter((file) => file.variables !== true)) {
    const blocks = (property: string, labels: number) =>
      labelledBlocks(member(json, property), labels, `${path}#/${property}`, malformed);
    for (const mode of ["managed", "data"] as const) {
      for (const { type, name, body, where } of blocks(mode === "managed" ? "resource" : "data", 2)) {
        const constructPath = textMember(member(member(body, "//"), "metadata"), "path");
        const key = mode === "managed" ? `${type}.${name}` : `data.${type}.${name}`;
        resources.set(key, {
          mode,
          type,
          name,
          body,
          where,
          ...(constructPath === undefined ? {} : { constructPath }),
        });
      }
    }
    for (const { body, where } of blocks("locals", 0)) {
      for (const [name, value] of Object.entries(body))
        locals.set(name, { json: value, where: `${where}/${name}` });
    }
    for (const { name, body, where } of blocks("variable", 1)) {
      const written = Object.hasOwn(body, "default") ? { json: member(body, "default"), where } : null;
      variables.set(name, written);
    }
    for (const { name, body, where } of blocks("output", 1))
      outputs.set(name, { json: member(body, "value"), where });
    for (const { name, where } of blocks("module", 1)) modules.set(name, where);
    for (const { name, body } of blocks("provider", 1)) {
      const alias = textMember(body, "alias");
      const region = textMember(body, "region");
      if (region !== undefined) regions.set(alias === undefined ? name : `${name}.${alias}`, region);
    }
    for (const { body } of blocks("terraform", 0)) {
      const [written] = labelledBlocks(member(body, "backend"), 1, "");
      if (written !== undefined) backend = { type: written.name, config: written.body };
    }
  }
  const assignments = files.filter((file) => file.variables === true);
  const unread = assignments.find(({ json }) => !isJsonObject(json))?.path;
  for (const { path, json } of assignments) {
    for (const [name, value] of Object.entries(isJsonObject(json) ? json : {}))
      if (variables.has(name)) variables.set(name, { json: value, where: `${path}#/${name}`, literal: true });
  }
  return {
    document,
    isStack,
    resources,
    locals,
    variables,
    outputs,
    modules,
    regions,
    backend,
    ...(unread === undefined ? {} : { unreadValues: unread }),
  };
}
