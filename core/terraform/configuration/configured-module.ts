import { pointerStep } from "../../json/pointer.js";
import { isJsonObject, type JsonObject, member, textMember } from "../../json/values.js";
import type { DocumentCollector } from "../collector.js";
import type { InputFile } from "../input-file.js";
import { BLOCK_LABELS } from "./block-labels.js";
import { type LabelledBlock, labelledBlocks } from "./blocks.js";
import { isOverride, mergeOverride } from "./merge-override.js";
import { duplicateBlock, notABlock, nothingToOverride, unknownBlock } from "./module-problems.js";

/** A `resource`, `data` or `module` block as written. */
export interface ResourceBlock {
  readonly mode: "managed" | "data" | "module";
  /** "module" for a module call. */
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

/** A declared variable. */
export interface DeclaredVariable {
  /** The type constraint as written. @default - any */
  readonly type?: string;
  /** Whether null as its value means the default. */
  readonly takesDefaultForNull: boolean;
  /** The default, null where there is none. */
  readonly default: WrittenValue | null;
  /** What a file or an option assigns. @default - nothing does */
  readonly assigned?: WrittenValue;
  /** The conditions of its validations. @default - none */
  readonly conditions?: readonly WrittenValue[];
}

/** One module: a CDKTF stack, or the files of a folder. */
export interface ConfiguredModule {
  /** The stack's name, or the first file's path. */
  readonly document: string;
  readonly isStack: boolean;
  /** By "type.name"; data sources by "data.type.name". */
  readonly resources: ReadonlyMap<string, ResourceBlock>;
  readonly locals: ReadonlyMap<string, WrittenValue>;
  readonly variables: ReadonlyMap<string, DeclaredVariable>;
  readonly outputs: ReadonlyMap<string, WrittenValue>;
  /** Module calls by name. */
  readonly calls: ReadonlyMap<string, ResourceBlock>;
  /** What the calls call, by their names; text says why a module is not in the input. */
  readonly called: ReadonlyMap<string, ConfiguredModule | string>;
  /** Provider configurations: "example", "example.west". */
  readonly providers: ReadonlyMap<string, ResourceBlock>;
  /** The backend as written: its type and configuration. */
  readonly backend: { readonly type: string; readonly config: JsonObject } | null;
}

/** What is wrong with the blocks of files, and where. */
type Report = DocumentCollector["problem"];

/**
 * The module that the files write together; override files last.
 *
 * @param called the modules that it calls, by the calls' names
 */
export function configuredModule(
  document: string,
  isStack: boolean,
  files: readonly InputFile[],
  report: Report = () => undefined,
  called: ConfiguredModule["called"] = new Map(),
): ConfiguredModule {
  const draft = new Draft(report);
  const documents = files.filter((file) => file.variables !== true);
  for (const file of documents) if (isStack || !isOverride(file.path)) draft.add(file, false);
  for (const file of documents) if (!isStack && isOverride(file.path)) draft.add(file, true);
  for (const file of files) if (file.variables === true) draft.assign(file);
  return {
    document,
    isStack,
    called,
    resources: draft.resources,
    locals: draft.locals,
    variables: draft.declared(),
    outputs: new Map(
      [...draft.outputs].map(([name, { body, where }]) => [name, { json: member(body, "value"), where }]),
    ),
    calls: draft.calls,
    providers: draft.providers,
    backend: draft.backend,
  };
}

class Draft {
  readonly resources = new Map<string, ResourceBlock>();
  readonly locals = new Map<string, WrittenValue>();
  readonly outputs = new Map<string, LabelledBlock>();
  readonly calls = new Map<string, ResourceBlock>();
  readonly providers = new Map<string, ResourceBlock>();
  backend: ConfiguredModule["backend"] = null;
  readonly #variables = new Map<string, LabelledBlock>();
  readonly #assigned = new Map<string, WrittenValue>();
  readonly #report: Report;

  constructor(report: Report) {
    this.#report = report;
  }

  add({ path, json }: InputFile, overrides: boolean): void {
    const malformed = (got: unknown, where: string) => this.#report(notABlock(got), where);
    const blocks = (property: string, labels: number) =>
      labelledBlocks(member(json, property), labels, `${path}#/${property}`, malformed);
    const put = <Kept extends { body: JsonObject; where: string }>(
      into: Map<string, Kept>,
      key: string,
      block: Kept,
      prefix = "",
    ) => {
      const known = into.get(key);
      if (overrides && known === undefined) this.#report(nothingToOverride(prefix + key), block.where);
      else if (overrides && known !== undefined)
        into.set(key, { ...known, body: mergeOverride(known.body, block.body) });
      else if (known !== undefined) this.#report(duplicateBlock(prefix + key), block.where);
      else into.set(key, block);
    };
    for (const name of Object.keys(isJsonObject(json) ? json : {}))
      if (name !== "//" && !BLOCK_LABELS.has(name))
        this.#report(unknownBlock(name), `${path}#${pointerStep(name)}`);
    for (const mode of ["managed", "data"] as const) {
      for (const { type, name, body, where } of blocks(mode === "managed" ? "resource" : "data", 2)) {
        const constructPath = textMember(member(member(body, "//"), "metadata"), "path");
        const key = mode === "managed" ? `${type}.${name}` : `data.${type}.${name}`;
        const path = constructPath === undefined ? {} : { constructPath };
        // Deeper down, a member of this name may be a value of some map.
        labelledBlocks(member(body, "dynamic"), 1, `${where}/dynamic`, malformed);
        put<ResourceBlock>(this.resources, key, { mode, type, name, body, where, ...path });
      }
    }
    for (const { body, where } of blocks("locals", 0)) {
      for (const [name, value] of Object.entries(body)) {
        if (name === "//") continue;
        const local = { json: value, where: where + pointerStep(name) };
        if (!overrides && this.locals.has(name)) this.#report(duplicateBlock(`local.${name}`), local.where);
        this.locals.set(name, local);
      }
    }
    for (const block of blocks("variable", 1)) put(this.#variables, block.name, block, "var.");
    for (const block of blocks("output", 1)) put(this.outputs, block.name, block, "output.");
    for (const { name, body, where } of blocks("module", 1))
      put<ResourceBlock>(this.calls, name, { mode: "module", type: "module", name, body, where }, "module.");
    for (const { name, body, where } of blocks("provider", 1)) {
      const alias = textMember(body, "alias");
      const key = alias === undefined ? name : `${name}.${alias}`;
      const block: ResourceBlock = { mode: "data", type: "provider", name, body, where };
      const known = this.providers.get(key);
      if (known !== undefined && !overrides) this.#report(duplicateBlock(`provider.${key}`), where);
      this.providers.set(key, known === undefined ? block : { ...known, body: { ...known.body, ...body } });
    }
    for (const { body } of blocks("terraform", 0)) {
      const [written] = labelledBlocks(member(body, "backend"), 1, "");
      if (written !== undefined) this.backend = { type: written.name, config: written.body };
    }
  }

  /** A later assignment wins. */
  assign({ path, json, lines }: InputFile): void {
    for (const [name, value] of Object.entries(isJsonObject(json) ? json : {})) {
      // JSON assigns text as it stands; HCL writes templates.
      const literal = lines === undefined ? ({ literal: true } as const) : {};
      this.#assigned.set(name, { json: value, where: `${path}#/${name}`, ...literal });
    }
  }

  declared(): Map<string, DeclaredVariable> {
    return new Map(
      [...this.#variables].map(([name, { body, where }]) => {
        const type = textMember(body, "type");
        const assigned = this.#assigned.get(name);
        const nullable = member(body, "nullable");
        const variable: DeclaredVariable = {
          takesDefaultForNull: nullable === false || nullable === "false",
          default: Object.hasOwn(body, "default") ? { json: member(body, "default"), where } : null,
          ...(type === undefined ? {} : { type }),
          ...(assigned === undefined ? {} : { assigned }),
          conditions: labelledBlocks(member(body, "validation"), 0, `${where}/validation`).flatMap((block) =>
            Object.hasOwn(block.body, "condition")
              ? [{ json: member(block.body, "condition"), where: block.where }]
              : [],
          ),
        };
        return [name, variable];
      }),
    );
  }
}
