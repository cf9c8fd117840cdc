import { quote } from "../../errors.js";
import { pointerStep } from "../../json/pointer.js";
import { isJsonObject, listMember, member } from "../../json/values.js";
import type { DocumentCollector } from "../collector.js";
import type { InputFile } from "../input-file.js";

/** What a member of a plan or state is: text, an object, or a list. */
type Kind = "text" | "object" | "list";

/** Members that are read, by name. Null is as good as absence, except where one is needed. */
type Shape = Readonly<Record<string, Kind>>;

const RESOURCE: Shape = { mode: "text", name: "text", provider_name: "text", values: "object" };
const MODULE: Shape = { address: "text", resources: "list", child_modules: "list" };
const CHANGE: Shape = { change: "object", previous_address: "text" };
const BLOCK: Shape = { address: "text", mode: "text", type: "text", name: "text", expressions: "object" };
const CALLED: Shape = { resources: "list", module_calls: "object" };

/** What identifies a resource or a change, and must be there. */
const NEEDED: Shape = { address: "text", type: "text" };

/**
 * Refuses a plan or state of another shape than Terraform gives it: what is left out in reading would be taken for nothing.
 *
 * Source: Terraform, "JSON Output Format".
 */
export function checkShape({ path, json }: InputFile, collector: DocumentCollector): void {
  const report = (got: unknown, pointer: string, kind: Kind): void =>
    collector.problem(misshapen(got, kind), `${path}#${pointer}`);
  const check = (node: unknown, pointer: string, shape: Shape, needed: Shape = {}): boolean => {
    if (!isJsonObject(node)) {
      report(node, pointer, "object");
      return false;
    }
    for (const [name, kind] of [...Object.entries(shape), ...Object.entries(needed)]) {
      const value = member(node, name);
      const isAbsent = value === undefined || value === null;
      if (isAbsent ? Object.hasOwn(needed, name) : !isOf(kind, value))
        report(value, pointer + pointerStep(name), kind);
    }
    return true;
  };
  const values = (root: unknown, pointer: string): void => {
    if (root === undefined || root === null || !check(root, pointer, MODULE)) return;
    for (const [index, resource] of listMember(root, "resources").entries())
      check(resource, `${pointer}/resources/${index}`, RESOURCE, NEEDED);
    for (const [index, child] of listMember(root, "child_modules").entries())
      values(child, `${pointer}/child_modules/${index}`);
  };
  const configuration = (root: unknown, pointer: string): void => {
    if (root === undefined || root === null || !check(root, pointer, CALLED)) return;
    for (const [index, block] of listMember(root, "resources").entries())
      check(block, `${pointer}/resources/${index}`, BLOCK);
    const calls = member(root, "module_calls");
    for (const [name, call] of Object.entries(isJsonObject(calls) ? calls : {})) {
      const at = `${pointer}/module_calls${pointerStep(name)}`;
      if (check(call, at, { expressions: "object", module: "object" }))
        configuration(member(call, "module"), `${at}/module`);
    }
  };
  const each = (names: readonly string[], read: (root: unknown, pointer: string) => void): void => {
    const [last = "", ...outer] = [...names].reverse();
    let node: unknown = json;
    let pointer = "";
    for (const name of [...outer.reverse(), last]) {
      if (node !== undefined && node !== null && !isJsonObject(node)) report(node, pointer, "object");
      node = member(node, name);
      pointer += pointerStep(name);
    }
    read(node, pointer);
  };
  each(["values", "root_module"], values);
  each(["planned_values", "root_module"], values);
  each(["prior_state", "values", "root_module"], values);
  each(["configuration", "root_module"], configuration);
  each(["resource_changes"], (changes, pointer) => {
    if (changes === undefined || changes === null) return;
    if (!Array.isArray(changes)) report(changes, pointer, "list");
    for (const [index, change] of (Array.isArray(changes) ? changes : []).entries()) {
      const at = `${pointer}/${index}`;
      if (!check(change, at, CHANGE, { address: "text" })) continue;
      const own = member(change, "change");
      if (own === undefined || own === null || !check(own, `${at}/change`, { actions: "list" })) continue;
      const unknown = member(own, "after_unknown");
      // A resource of which everything is unknown has `true` here.
      if (typeof unknown !== "boolean" && unknown !== undefined && unknown !== null)
        check(unknown, `${at}/change/after_unknown`, {});
    }
  });
}

function isOf(kind: Kind, value: unknown): boolean {
  if (kind === "text") return typeof value === "string";
  return kind === "list" ? Array.isArray(value) : isJsonObject(value);
}

function misshapen(got: unknown, kind: Kind) {
  return {
    code: "CORDON_DOCUMENT_MALFORMED",
    summary: "a part of the document has another shape than Terraform gives it",
    got: got === undefined ? "nothing" : quote(got),
    allowed: kind === "text" ? "text" : kind === "list" ? "a list" : "an object",
    fix: "check the output of terraform show -json as it was written",
  } as const;
}
