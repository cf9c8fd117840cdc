import { BROKER_CLIENT_ERROR_CODES } from "../adapters/aws/broker-client/error-codes.js";
import { LOCAL_ERROR_CODES } from "../adapters/local/error-codes.js";
import { INPUT_ERROR_CODES } from "../cli/input/error-codes.js";
import { OPTION_ERROR_CODES } from "../cli/input/now.js";
import { JIT_ERROR_CODES } from "../constructs/access/error-codes.js";
import { DETECTOR_ERROR_CODES } from "../constructs/detection/error-codes.js";
import { FUNCTION_ERROR_CODES } from "../constructs/function/error-codes.js";
import { AUTHENTICATOR_ERROR_CODES } from "../constructs/identity/error-codes.js";
import { POLICY_ENGINE_ERROR_CODES } from "../constructs/policy/error-codes.js";
import { ENTITLEMENTS_SCHEMA } from "../core/access/entitlements-schema.js";
import { ACCESS_ERROR_CODES } from "../core/access/error-codes.js";
import { CHECK_ERROR_CODES } from "../core/check/error-codes.js";
import { EXPECTATION_FILE_SCHEMA } from "../core/check/expectation.js";
import { CONTRACT_ERROR_CODES } from "../core/contracts/error-codes.js";
import { accessLogJsonSchema } from "../core/detection/access-log-schema.js";
import { DETECTION_ERROR_CODES } from "../core/detection/error-codes.js";
import { SUPPRESSION_FILE_SCHEMA } from "../core/detection/findings/read-suppressions.js";
import { RULE_FILE_SCHEMA } from "../core/detection/rules/rule-file.js";
import { ACKNOWLEDGEMENT_FILE_SCHEMA } from "../core/guardrails/acknowledgement.js";
import { GUARDRAIL_ERROR_CODES } from "../core/guardrails/error-codes.js";
import { IDENTITY_ERROR_CODES } from "../core/identity/error-codes.js";
import { JSON_ERROR_CODES } from "../core/json/error-codes.js";
import { NETWORK_ERROR_CODES } from "../core/network/error-codes.js";
import { SETTING_ERROR_CODES } from "../core/options/error-codes.js";
import { POLICY_ERROR_CODES } from "../core/policy/language/error-codes.js";
import { ACCESS_POLICY_SCHEMA } from "../core/policy/language/schema.js";
import { SCENARIO_SCHEMA } from "../core/policy/scenario/schema.js";
import { REACHABILITY_ERROR_CODES } from "../core/reachability/error-codes.js";
import { TERRAFORM_ERROR_CODES } from "../core/terraform/error-codes.js";
import { MIDDLEWARE_ERROR_CODES } from "../middleware/error-codes.js";
import { ACCESS_CONFIG_SCHEMA } from "../stacks/access-config.js";
import { API_CONFIG_SCHEMA } from "../stacks/api-config.js";
import { CONFIG_ERROR_CODES } from "../stacks/checked-context.js";
import { IDENTITY_CONFIG_SCHEMA } from "../stacks/identity-config.js";
import { NETWORK_CONFIG_SCHEMA } from "../stacks/network-config.js";

/** The error codes of one capability, with what each of them means. */
interface ErrorTable {
  readonly title: string;
  /** Where the table stands in the source. */
  readonly source: string;
  readonly codes: Readonly<Record<string, string>>;
}

/** Every table of error codes. A new capability adds its own here. */
export const ERROR_TABLES: readonly ErrorTable[] = [
  { title: "Network", source: "core/network/error-codes.ts", codes: NETWORK_ERROR_CODES },
  { title: "Reading a document", source: "core/terraform/error-codes.ts", codes: TERRAFORM_ERROR_CODES },
  { title: "Reading a network", source: "core/reachability/error-codes.ts", codes: REACHABILITY_ERROR_CODES },
  { title: "Guardrails", source: "core/guardrails/error-codes.ts", codes: GUARDRAIL_ERROR_CODES },
  { title: "Checking a network", source: "core/check/error-codes.ts", codes: CHECK_ERROR_CODES },
  { title: "Detection", source: "core/detection/error-codes.ts", codes: DETECTION_ERROR_CODES },
  { title: "Contracts of Lambdas", source: "core/contracts/error-codes.ts", codes: CONTRACT_ERROR_CODES },
  { title: "Functions", source: "constructs/function/error-codes.ts", codes: FUNCTION_ERROR_CODES },
  { title: "Access policies", source: "core/policy/language/error-codes.ts", codes: POLICY_ERROR_CODES },
  { title: "Just-in-time access", source: "core/access/error-codes.ts", codes: ACCESS_ERROR_CODES },
  { title: "Access broker", source: "constructs/access/error-codes.ts", codes: JIT_ERROR_CODES },
  { title: "Authenticator", source: "core/identity/error-codes.ts", codes: IDENTITY_ERROR_CODES },
  {
    title: "Asking an access broker",
    source: "adapters/aws/broker-client/error-codes.ts",
    codes: BROKER_CLIENT_ERROR_CODES,
  },
  { title: "Local mode", source: "adapters/local/error-codes.ts", codes: LOCAL_ERROR_CODES },
  { title: "Authenticator", source: "constructs/identity/error-codes.ts", codes: AUTHENTICATOR_ERROR_CODES },
  { title: "Policy engine", source: "constructs/policy/error-codes.ts", codes: POLICY_ENGINE_ERROR_CODES },
  {
    title: "Anomaly detector",
    source: "constructs/detection/error-codes.ts",
    codes: DETECTOR_ERROR_CODES,
  },
  { title: "Middleware", source: "middleware/error-codes.ts", codes: MIDDLEWARE_ERROR_CODES },
  { title: "JSON files", source: "core/json/error-codes.ts", codes: JSON_ERROR_CODES },
  { title: "Options", source: "core/options/error-codes.ts", codes: SETTING_ERROR_CODES },
  { title: "Configuration of the stacks", source: "stacks/checked-context.ts", codes: CONFIG_ERROR_CODES },
  { title: "Input of the command", source: "cli/input/error-codes.ts", codes: INPUT_ERROR_CODES },
  { title: "Options of the command", source: "cli/input/now.ts", codes: OPTION_ERROR_CODES },
];

/** Every published JSON schema by its file. A new schema adds itself here. */
export const SCHEMAS: Readonly<Record<string, object>> = {
  "schemas/access-log-record.schema.json": accessLogJsonSchema(),
  "schemas/access-stack.schema.json": ACCESS_CONFIG_SCHEMA,
  "schemas/identity-stack.schema.json": IDENTITY_CONFIG_SCHEMA,
  "schemas/api-stack.schema.json": API_CONFIG_SCHEMA,
  "schemas/network-stack.schema.json": NETWORK_CONFIG_SCHEMA,
  "schemas/entitlements.schema.json": ENTITLEMENTS_SCHEMA,
  "schemas/expectations.schema.json": EXPECTATION_FILE_SCHEMA,
  "schemas/acknowledgements.schema.json": ACKNOWLEDGEMENT_FILE_SCHEMA,
  "schemas/detection-rule.schema.json": RULE_FILE_SCHEMA,
  "schemas/detection-suppressions.schema.json": SUPPRESSION_FILE_SCHEMA,
  "schemas/access-policy.schema.json": ACCESS_POLICY_SCHEMA,
  "schemas/policy-scenario.schema.json": SCENARIO_SCHEMA,
};

/** The text of each generated schema file, by path. */
export function schemaFiles(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(SCHEMAS).map(([path, schema]) => [path, `${JSON.stringify(schema, null, 2)}\n`]),
  );
}

/** The text of docs/errors.md. */
export function errorsDocument(): string {
  const tables = ERROR_TABLES.map(({ title, source, codes }) => {
    const rows = Object.entries(codes)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([code, meaning]) => `| \`${code}\` | ${meaning.replaceAll("|", "\\|")} |`);
    return `## ${title}\n\nSource: [${source}](../${source})\n\n| code | meaning |\n|---|---|\n${rows.join("\n")}\n`;
  });
  return `# Errors

<!-- Generated by npm run generate from the tables in the source. -->

Every error has five parts on one line: its code with the place (a construct path, or a file with a JSON pointer or a
position), what is wrong, what was got, what is allowed, and what to do. Codes are stable and never reused.

${tables.join("\n")}`;
}
