import { parseStatements, type Statement } from "../iam/statement.js";
import { append } from "../json/append.js";
import type { NetworkModel } from "../reachability/model.js";
import { blocksAt } from "../terraform/attribute.js";
import type { Resource } from "../terraform/resource.js";
import {
  type Block,
  isBlock,
  isList,
  Reference,
  textOf,
  Unresolved,
  type Value,
} from "../terraform/value.js";

/** A policy: its statements; nothing where there is none; unknown where the input does not determine it. */
export type PolicyDocument =
  | { readonly kind: "statements"; readonly statements: readonly Statement[] }
  | { readonly kind: "absent" }
  | { readonly kind: "unknown" };

const UNKNOWN: PolicyDocument = { kind: "unknown" };
/** More than any real policy nests `source_policy_documents`. */
const DEEPEST_SOURCE = 16;

/** The policy that an attribute holds: as JSON text, as a template of JSON text, or by reference to one. */
export function policyDocument(model: NetworkModel, value: Value | undefined, depth = 0): PolicyDocument {
  if (value === undefined || value === null || value === "") return { kind: "absent" };
  if (depth > DEEPEST_SOURCE) return UNKNOWN;
  if (value instanceof Reference) {
    const source = model.resources.get(value.resource);
    if (source?.type === "aws_iam_policy_document") return evaluate(model, source, depth);
    return source?.values.has(value.attribute) === true
      ? policyDocument(model, source.values.get(value.attribute), depth + 1)
      : UNKNOWN;
  }
  const text = value instanceof Unresolved ? value.expression : textOf(value);
  if (text === undefined || !text.trimStart().startsWith("{")) return UNKNOWN;
  const statements = parseStatements(text);
  return statements === undefined ? UNKNOWN : { kind: "statements", statements };
}

/** What `data.aws_iam_policy_document` makes of its blocks (provider documentation, aws_iam_policy_document). */
function evaluate(model: NetworkModel, source: Resource, depth: number): PolicyDocument {
  const { blocks, complete } = blocksAt(source.values, "statement");
  const statements: Statement[] = [];
  if (!complete) return UNKNOWN;
  for (const attribute of ["source_policy_documents", "override_policy_documents"]) {
    const list = source.values.get(attribute);
    if (list instanceof Unresolved || list instanceof Reference) return UNKNOWN;
    for (const entry of isList(list) ? list : []) {
      const document = policyDocument(model, entry, depth + 1);
      if (document.kind === "unknown") return UNKNOWN;
      if (document.kind === "statements") append(statements, document.statements);
    }
  }
  for (const block of blocks) {
    const statement = statementFromBlock(block);
    if (statement === undefined) return UNKNOWN;
    statements.push(statement);
  }
  return { kind: "statements", statements };
}

function statementFromBlock(block: Block): Statement | undefined {
  const effect = block.get("effect") ?? "Allow";
  if (effect !== "Allow" && effect !== "Deny") return undefined;
  const principal = (name: string): string[] =>
    blocksAt(block, name).blocks.flatMap((entry) => {
      const type = textOf(entry.get("type")) ?? "AWS";
      return words(entry.get("identifiers")).map((id) =>
        id === "*" && (type === "*" || type === "AWS") ? "*" : `${type}:${id}`,
      );
    });
  return {
    effect,
    actions: words(block.get("actions")),
    notActions: words(block.get("not_actions")),
    resources: words(block.get("resources")),
    notResources: words(block.get("not_resources")),
    principals: principal("principals"),
    notPrincipals: principal("not_principals"),
    conditions: blocksAt(block, "condition").blocks.map((entry) => ({
      operator: textOf(entry.get("test")) ?? "",
      key: textOf(entry.get("variable")) ?? "",
      values: words(entry.get("values")),
    })),
  };
}

/** The elements as text, expressions included; a wholly unknown list counts as one unknown word. */
function words(value: Value | undefined): string[] {
  if (value === undefined || value === null) return [];
  if (isList(value)) return value.map((element) => (isBlock(element) ? "" : String(element)));
  return [String(value)];
}
