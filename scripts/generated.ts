import { readFileSync } from "node:fs";
import { decisionIndex } from "./decision-index.js";
import { detectionRulesDocument } from "./detection-rules-document.js";
import { errorsDocument, schemaFiles } from "./generated-files.js";
import { policyValidatorModule, VALIDATOR_FILE } from "./policy-validator.js";
import { withReasonTable } from "./reason-table.js";
import { rulesDocument } from "./rules-document.js";

const REASONS_DOCUMENT = "docs/policy-engine.md";

/**
 * Everything that is generated, by its path in the repository: what `npm run generate` writes, and what a test compares
 * with the checkout. A new generated file adds itself here.
 */
export function generatedFiles(): Readonly<Record<string, string>> {
  return {
    "docs/errors.md": errorsDocument(),
    "docs/rules.md": rulesDocument(),
    "docs/detection-rules.md": detectionRulesDocument(),
    "docs/decisions/README.md": decisionIndex(),
    // A table inside a document that people write.
    [REASONS_DOCUMENT]: withReasonTable(readFileSync(REASONS_DOCUMENT, "utf8")),
    ...schemaFiles(),
    [VALIDATOR_FILE]: policyValidatorModule(),
  };
}
