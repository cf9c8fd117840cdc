import { type Problem, quote } from "../../errors.js";
import { isJsonObject, listMember } from "../../json/values.js";
import type { ConfiguredModule } from "../configuration/configured-module.js";
import type { TerraformErrorCode } from "../error-codes.js";
import { referencesIn } from "../expression/references-in.js";
import type { PlannedModule } from "./plan-configuration.js";
import { longestReferences } from "./references.js";

/** Members of a block that a plan does not hold as expressions, or not with their content. */
const NOT_EXPRESSIONS = new Set([
  "dynamic",
  "lifecycle",
  "provisioner",
  "connection",
  "depends_on",
  "provider",
  "providers",
  "source",
  "version",
  "count",
  "for_each",
  "//",
]);

const NOTHING: ReadonlySet<string> = new Set();

/**
 * The first place at which a configuration is not the one that was planned: a block, a call or an output that only one of them
 * has, or an argument that refers to something else. Undefined where they agree. Literals are not compared: their values
 * are the plan's.
 *
 * Source: Terraform, "JSON Output Format", configuration representation; it leaves `dynamic` blocks out.
 */
export function sourceDifference(
  planned: PlannedModule,
  written: ConfiguredModule,
  address = "",
): Problem<TerraformErrorCode> | undefined {
  const at = (name: string): string => (address === "" ? name : `${address}.${name}`);
  const blocks = onlyOne(planned.resources, written.resources) ?? onlyOne(planned.calls, written.calls);
  if (blocks !== undefined) return differs(at(blocks.name), blocks.planned, blocks.written, written.document);
  for (const [key, { expressions, forEach }] of planned.resources) {
    const block = written.resources.get(key);
    if (block === undefined) continue;
    const found =
      expressionDifference(expressions, block.body) ??
      argumentDifference("for_each", forEach, block.body["for_each"]);
    if (found !== undefined)
      return differs(`${at(key)}.${found.name}`, found.planned, found.written, block.where);
  }
  for (const [name, call] of planned.calls) {
    const block = written.calls.get(name);
    if (block === undefined) continue;
    const found =
      expressionDifference(call.expressions, block.body) ??
      argumentDifference("for_each", call.forEach, block.body["for_each"]);
    const place = at(`module.${name}`);
    if (found !== undefined)
      return differs(`${place}.${found.name}`, found.planned, found.written, block.where);
    const inner = written.called.get(name);
    const deeper = typeof inner === "object" ? sourceDifference(call.module, inner, place) : undefined;
    if (deeper !== undefined) return deeper;
  }
  for (const [name, expression] of planned.outputs) {
    const output = written.outputs.get(name);
    const found = argumentDifference(name, expression, output?.json);
    if (found !== undefined)
      return differs(at(`output.${name}`), found.planned, found.written, output?.where ?? written.document);
  }
  return undefined;
}

interface Difference {
  readonly name: string;
  readonly planned: string;
  readonly written: string;
}

function onlyOne(
  planned: ReadonlyMap<string, unknown>,
  written: ReadonlyMap<string, unknown>,
): Difference | undefined {
  const missing = [...planned.keys()].find((key) => !written.has(key));
  if (missing !== undefined) return { name: missing, planned: "the block", written: "no such block" };
  const added = [...written.keys()].find((key) => !planned.has(key));
  return added === undefined ? undefined : { name: added, planned: "no such block", written: "the block" };
}

function expressionDifference(
  expressions: Readonly<Record<string, unknown>>,
  body: Readonly<Record<string, unknown>>,
): Difference | undefined {
  for (const name of new Set([...Object.keys(expressions), ...Object.keys(body)])) {
    if (NOT_EXPRESSIONS.has(name)) continue;
    const found = argumentDifference(name, expressions[name], body[name]);
    if (found !== undefined) return found;
  }
  return undefined;
}

function argumentDifference(name: string, expression: unknown, json: unknown): Difference | undefined {
  const written = referencesIn(json, new Set(["dynamic"]));
  const planned = plannedReferences(expression);
  // An expression that is not read stays as the plan shows it.
  if (written === undefined) return undefined;
  if (planned.size === written.size && [...planned].every((one) => written.has(one))) return undefined;
  return { name, planned: text(planned), written: text(written) };
}

/** All references of an expression, or of blocks of expressions, in the form of {@link referencesIn}. */
function plannedReferences(expression: unknown): ReadonlySet<string> {
  if (expression === undefined) return NOTHING;
  const texts: string[] = [];
  const open: unknown[] = [expression];
  while (open.length > 0) {
    const next = open.pop();
    if (Array.isArray(next)) for (const inner of next) open.push(inner);
    else if (isJsonObject(next)) {
      const references = listMember(next, "references");
      if (references.length > 0) for (const one of references) texts.push(String(one));
      else for (const [name, inner] of Object.entries(next)) if (name !== "constant_value") open.push(inner);
    }
  }
  const found = new Set<string>();
  for (const { kind, subject, text: whole } of longestReferences(texts)) {
    if (kind === "variable") found.add(`var.${subject}`);
    else if (kind === "module") found.add(`module.${subject}`);
    else if (kind === "resource") found.add(subject);
    else if (kind === "local") found.add(/^local\.[\w-]+/u.exec(whole)?.[0] ?? whole);
  }
  return found;
}

function text(references: ReadonlySet<string>): string {
  return references.size === 0 ? "no reference" : [...references].sort().join(", ");
}

function differs(what: string, planned: string, written: string, where: string): Problem<TerraformErrorCode> {
  return {
    code: "CORDON_SOURCE_DIFFERS",
    summary: `the configuration is not the one that was planned: ${what}`,
    got: quote(written),
    allowed: `${planned}, as in the plan`,
    fix: "give --source the configuration of this plan, or plan again",
    where,
  };
}
