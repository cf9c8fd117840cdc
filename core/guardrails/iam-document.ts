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

/** One statement of an IAM policy. Texts may hold Terraform expressions. */
export interface Statement {
  readonly effect: "Allow" | "Deny";
  /** Empty where `notActions` is used. */
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly resources: readonly string[];
  readonly notResources: readonly string[];
  /** "*", or "<type>:<id>", for example "AWS:arn:aws:iam::111122223333:root" and "Service:lambda.amazonaws.com". */
  readonly principals: readonly string[];
  readonly notPrincipals: readonly string[];
  readonly conditions: readonly Condition[];
}

/** One condition of a statement. */
export interface Condition {
  /** For example "StringEquals". */
  readonly operator: string;
  /** For example "aws:SecureTransport". */
  readonly key: string;
  readonly values: readonly string[];
}

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
  try {
    return fromJson(JSON.parse(text));
  } catch {
    return UNKNOWN;
  }
}

function fromJson(json: unknown): PolicyDocument {
  if (typeof json !== "object" || json === null || Array.isArray(json)) return UNKNOWN;
  const statements = listOfAny((json as Record<string, unknown>)["Statement"]);
  const parsed = statements.map(statementFromJson);
  return parsed.every((statement) => statement !== undefined)
    ? { kind: "statements", statements: parsed }
    : UNKNOWN;
}

function statementFromJson(json: unknown): Statement | undefined {
  if (typeof json !== "object" || json === null) return undefined;
  const get = (name: string): unknown =>
    Object.hasOwn(json, name) ? (json as Record<string, unknown>)[name] : undefined;
  const effect = get("Effect");
  if (effect !== "Allow" && effect !== "Deny") return undefined;
  return {
    effect,
    actions: texts(get("Action")),
    notActions: texts(get("NotAction")),
    resources: texts(get("Resource")),
    notResources: texts(get("NotResource")),
    principals: principals(get("Principal")),
    notPrincipals: principals(get("NotPrincipal")),
    conditions: conditions(get("Condition")),
  };
}

function conditions(json: unknown): Condition[] {
  return entriesOf(json).flatMap(([operator, keys]) =>
    entriesOf(keys).map(([key, values]) => ({ operator, key, values: texts(values) })),
  );
}

function principals(json: unknown): string[] {
  if (json === "*") return ["*"];
  return entriesOf(json).flatMap(([type, ids]) =>
    texts(ids).map((id) => (id === "*" && type === "AWS" ? "*" : `${type}:${id}`)),
  );
}

function entriesOf(json: unknown): [string, unknown][] {
  return typeof json === "object" && json !== null && !Array.isArray(json) ? Object.entries(json) : [];
}

function listOfAny(json: unknown): readonly unknown[] {
  return json === undefined || json === null ? [] : Array.isArray(json) ? json : [json];
}

function texts(json: unknown): string[] {
  return listOfAny(json).map(String);
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
      if (document.kind === "statements") statements.push(...document.statements);
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

/** Whether the statement applies to everybody: any principal, with no condition that narrows it. */
export function letsEverybodyIn(statement: Statement): boolean {
  return (
    statement.effect === "Allow" &&
    (statement.principals.includes("*") || statement.notPrincipals.length > 0) &&
    !statement.conditions.some(narrows)
  );
}

/** Condition keys that tie a request to an account, an organization, a network or a resource. */
const NARROWING_KEYS =
  /^(aws:(Source(Account|Arn|OrgID|OrgPaths|Vpc|Vpce|VpcArn|Ip|Owner)|Principal(Account|Arn|OrgID|OrgPaths|Tag\/.+)|ResourceAccount|ResourceOrgID|userid|username)|kms:(CallerAccount|ViaService)|s3:DataAccessPointAccount)$/i;
/** Operators that let a request pass that lacks the key or has any other value. */
const PASSES_OTHERS = /Not|IfExists|^Null$/;
const ANY_VALUE: ReadonlySet<string> = new Set(["*", "0.0.0.0/0", "::/0"]);

function narrows({ operator, key, values }: Condition): boolean {
  return (
    NARROWING_KEYS.test(key) && !PASSES_OTHERS.test(operator) && !values.some((value) => ANY_VALUE.has(value))
  );
}
