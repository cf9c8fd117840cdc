import { accept, quote, type Result } from "../../errors.js";
import { append } from "../../json/append.js";
import { readJson } from "../../json/read-json.js";
import { own } from "../../json/values.js";
import type { PolicyProblem } from "./error-codes.js";
import type { AccessPolicy } from "./policy.js";
import { checkPolicyFile, entriesOf } from "./policy-file-check.js";
import type { SchemaCheck } from "./schema-check.js";

/** A text of access policies and what messages call it, its file name as a rule. */
export interface PolicySource {
  readonly source: string;
  readonly text: string;
}

/** Access policies and where each stands. */
export interface PolicySet {
  readonly policies: readonly AccessPolicy[];
  /** `source#pointer` by id. */
  readonly places: ReadonlyMap<string, string>;
}

/** Reads files of access policies as one set: every problem of every file at once, or all policies. */
export type PolicyReader = (sources: readonly PolicySource[]) => Result<PolicySet, PolicyProblem["code"]>;

/**
 * Makes the reader of access policies. All readers are this one: they differ in who holds a file against the schema,
 * because a Lambda cannot afford the schema compiler (decision 15).
 *
 * @param violations of the schema of access policies
 */
export function policyReader(violations: SchemaCheck): PolicyReader {
  return (sources) => readAll(sources, violations);
}

function readAll(sources: readonly PolicySource[], violations: SchemaCheck): ReturnType<PolicyReader> {
  const problems: PolicyProblem[] = [];
  const policies: AccessPolicy[] = [];
  const places = new Map<string, string>();
  for (const { source, text } of sources) {
    const json = readJson(text, source);
    if (!json.ok) {
      append(problems, json.problems);
      continue;
    }
    const file = checkPolicyFile(json.value, source, violations);
    if (file.ok) append(policies, file.value.policies);
    else append(problems, file.problems);
    for (const { entry, pointer } of entriesOf(json.value)) {
      const id = own(entry, "id");
      if (typeof id !== "string" || id === "") continue;
      const first = places.get(id);
      if (first === undefined) places.set(id, `${source}#${pointer}`);
      else problems.push(duplicateId(id, first, `${source}#${pointer}/id`));
    }
  }
  return problems.length > 0 ? { ok: false, problems } : accept({ policies, places });
}

function duplicateId(id: string, first: string, where: string): PolicyProblem {
  return {
    code: "CORDON_POLICY_DUPLICATE_ID",
    summary: "another policy has this id",
    got: quote(id),
    allowed: `an id of its own; the first policy with this one is ${first}`,
    fix: "rename one of them",
    where,
  };
}
