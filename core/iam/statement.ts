/** One statement of an IAM policy. Texts stand as they are written. */
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
  readonly conditions: readonly StatementCondition[];
}

/** One condition of a statement. */
export interface StatementCondition {
  /** For example "StringEquals". */
  readonly operator: string;
  /** For example "aws:SecureTransport". */
  readonly key: string;
  readonly values: readonly string[];
}

/** The statements of a policy in JSON; undefined where the text is not a policy that IAM knows. */
export function parseStatements(text: string): readonly Statement[] | undefined {
  try {
    return statementsFromJson(JSON.parse(text));
  } catch {
    // The text is not JSON, or holds an object with a `toString` of its own where IAM has text.
    return undefined;
  }
}

function statementsFromJson(json: unknown): readonly Statement[] | undefined {
  if (typeof json !== "object" || json === null || Array.isArray(json)) return undefined;
  const statements = listOfAny((json as Record<string, unknown>)["Statement"]).map(statementFromJson);
  return statements.every((statement) => statement !== undefined) ? statements : undefined;
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

function conditions(json: unknown): StatementCondition[] {
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
