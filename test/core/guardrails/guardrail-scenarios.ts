import { readdirSync, readFileSync } from "node:fs";
import { type Inspection, inspect } from "../../../core/guardrails/finding.js";
import { GUARDRAILS } from "../../../core/guardrails/guardrails.js";
import { type Document, networkOf } from "../reachability/documents.js";

/** One case of a guardrail: a document, and what the guardrail says of its resources. */
export interface GuardrailScenario {
  readonly rule: string;
  /** Terraform JSON; the variable "open" is added, which nothing determines. */
  readonly document: Document;
  readonly violated: readonly string[];
  readonly unknown: readonly string[];
  /** Resources that the rule looks at and has nothing against. */
  readonly clean: readonly string[];
  /** Words of the first finding's message. */
  readonly says?: string;
}

const FOLDER = new URL("../../scenarios/guardrails/", import.meta.url);

/** Every case of test/scenarios/guardrails, with the file it stands in. */
export function guardrailScenarios(): (GuardrailScenario & { readonly file: string })[] {
  return readdirSync(FOLDER).flatMap((file) =>
    (JSON.parse(readFileSync(new URL(file, FOLDER), "utf8")) as GuardrailScenario[]).map((scenario) => ({
      ...scenario,
      file,
    })),
  );
}

/** What one guardrail says of a document. */
export function inspectWith(rule: string, document: Document): Inspection {
  return inspect(
    networkOf({ variable: { open: {} }, ...document }),
    GUARDRAILS.filter(({ id }) => id === rule),
  );
}
