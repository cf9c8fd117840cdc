import { Option } from "commander";
import type { GivenValue } from "../../adapters/hcl/assigned-values.js";
import { refusedOption } from "../input/refuse-option.js";

/** What a folder of Terraform configuration is read with, as commander gives it. */
export interface ConfigurationOptions {
  readonly var?: readonly OrderedValue[];
  readonly varFile?: readonly OrderedValue[];
  readonly workspace?: string;
}

/** A value with its place among all options: of two for one variable, the later one wins. */
export interface OrderedValue {
  readonly place: number;
  readonly given: GivenValue;
}

let places = 0;

/** `--var`, `--var-file` and `--workspace`, as Terraform has them. */
export function configurationOptions(): readonly Option[] {
  return [
    collected(
      "--var <name=value>",
      "a value for a variable of a folder of configuration; repeatable",
      assignmentOf,
    ),
    collected("--var-file <file>", "a file of such values; repeatable", (path) => ({ kind: "file", path })),
    new Option("--workspace <name>", 'what terraform.workspace is (default: "default")').argParser(
      workspaceOf,
    ),
  ];
}

/** The values in the order in which the options stand. */
export function givenValues({ var: values = [], varFile = [] }: ConfigurationOptions): readonly GivenValue[] {
  return [...values, ...varFile].sort((one, other) => one.place - other.place).map(({ given }) => given);
}

function collected(flags: string, description: string, read: (text: string) => GivenValue): Option {
  return new Option(flags, description).argParser((text, before: readonly OrderedValue[] = []) => {
    places += 1;
    return [...before, { place: places, given: read(text) }];
  });
}

/** @throws CordonError CORDON_OPTION_REFUSED */
function workspaceOf(text: string): string {
  if (text.trim() !== "") return text;
  throw refusedOption({
    where: "--workspace",
    summary: "a workspace has a name",
    got: text,
    allowed: "the name of a workspace",
    fix: 'leave the option out for the workspace "default"',
  });
}

/** @throws CordonError CORDON_OPTION_REFUSED */
function assignmentOf(text: string): GivenValue {
  const at = text.indexOf("=");
  if (at > 0) return { kind: "value", name: text.slice(0, at).trim(), text: text.slice(at + 1) };
  throw refusedOption({
    where: "--var",
    summary: "this assigns nothing",
    got: text,
    allowed: "name=value",
    fix: 'write --var "region=eu-central-1"',
  });
}
