import type { Ajv2020 } from "ajv/dist/2020.js";
import { accept, type Result, refuseAll } from "../errors.js";
import { ACKNOWLEDGEMENT_SCHEMA, type Acknowledgement, checkRules } from "../guardrails/acknowledgement.js";
import type { Guardrail } from "../guardrails/guardrail.js";
import { append } from "../json/append.js";
import { schemaProblems } from "../json/schema-problems.js";
import { member } from "../json/values.js";
import { labelledBlocks } from "../terraform/configuration/blocks.js";
import type { InputFile } from "../terraform/input-file.js";
import type { CheckErrorCode, CheckProblem } from "./error-codes.js";
import { EXPECTATION_SCHEMA, type Expectation, type ExpectationEntry, expectationOf } from "./expectation.js";

/** What the code of a network itself says about it. */
export interface EmbeddedStatements {
  readonly expectations: readonly Expectation[];
  readonly acknowledgements: readonly Acknowledgement[];
}

const GROUP = { type: "string", minLength: 1, description: "a security group" } as const;
const PORT = { type: "integer", minimum: -1, maximum: 65_535, description: "a port, or -1" } as const;

/** A `GrantableFlowEntry`. */
const GRANTABLE_FLOW_SCHEMA = {
  type: "object",
  additionalProperties: false,
  required: ["entitlement", "maxMinutes", "from", "to", "protocol", "fromPort", "toPort", "constructPath"],
  properties: {
    entitlement: { type: "string", minLength: 1, description: "the id of an entitlement" },
    maxMinutes: { type: "integer", minimum: 1, description: "a number of minutes" },
    from: GROUP,
    to: GROUP,
    protocol: { type: "string", minLength: 1, description: "a protocol such as tcp" },
    fromPort: PORT,
    toPort: PORT,
    constructPath: { type: "string", description: "a construct path" },
  },
} as const;

/** `//.metadata.cordon` of a stack. On a resource, `resource` is optional: it is the resource itself. */
const STATEMENTS_SCHEMA = {
  type: "object",
  additionalProperties: false,
  properties: {
    expectations: { type: "array", items: EXPECTATION_SCHEMA, description: "a list of expectations" },
    acknowledgements: {
      type: "array",
      items: { ...ACKNOWLEDGEMENT_SCHEMA, required: ["rule", "reason", "expires"] },
      description: "a list of acknowledgements",
    },
    // The model reads them; here they must only be what they seem.
    grantableFlows: {
      type: "array",
      items: GRANTABLE_FLOW_SCHEMA,
      description: "a list of flows that grants may open",
    },
  },
} as const;

interface Statements {
  readonly expectations?: readonly ExpectationEntry[];
  readonly acknowledgements?: readonly (Omit<Acknowledgement, "where" | "resource"> & {
    readonly resource?: string;
  })[];
}

/**
 * The expectations and acknowledgements that constructs wrote into the synthesized JSON, as `cordon` beside the
 * construct path in the metadata of a stack or of a resource.
 *
 * Problems: CORDON_EXPECTATION_INVALID, CORDON_EXPECTATION_TRAFFIC, CORDON_ACKNOWLEDGEMENT_INVALID,
 * CORDON_ACKNOWLEDGEMENT_RULE_UNKNOWN, CORDON_GRANTABLE_FLOW_INVALID, each with file and JSON pointer.
 */
export function embeddedStatements(
  ajv: Ajv2020,
  files: readonly InputFile[],
  guardrails: readonly Guardrail[],
): Result<EmbeddedStatements, CheckErrorCode> {
  const expectations: Expectation[] = [];
  const acknowledgements: Acknowledgement[] = [];
  const problems: CheckProblem[] = [];
  const validate = ajv.compile<Statements>(STATEMENTS_SCHEMA);
  for (const { statements, where, resource } of files.flatMap(places)) {
    if (!validate(statements)) {
      append(
        problems,
        schemaProblems(validate.errors ?? [], codeOf(validate.errors?.[0]?.instancePath), where),
      );
      continue;
    }
    for (const [index, entry] of (statements.expectations ?? []).entries()) {
      const expectation = expectationOf(entry, `${where}/expectations/${index}`);
      if (expectation.ok) expectations.push(expectation.value);
      else append(problems, expectation.problems);
    }
    for (const [index, entry] of (statements.acknowledgements ?? []).entries()) {
      acknowledgements.push({ resource, ...entry, where: `${where}/acknowledgements/${index}` });
    }
  }
  const known = checkRules(acknowledgements, guardrails);
  if (!known.ok) append(problems, known.problems);
  return problems.length > 0 ? refuseAll(problems) : accept({ expectations, acknowledgements });
}

function codeOf(at = ""): CheckErrorCode {
  if (at.startsWith("/expectations")) return "CORDON_EXPECTATION_INVALID";
  return at.startsWith("/grantableFlows")
    ? "CORDON_GRANTABLE_FLOW_INVALID"
    : "CORDON_ACKNOWLEDGEMENT_INVALID";
}

interface StatementLocation {
  readonly statements: unknown;
  readonly where: string;
  /** The resource that an acknowledgement without one is about; for a stack everything in it. */
  readonly resource: string;
}

function places({ path, json, stack }: InputFile): StatementLocation[] {
  const found: StatementLocation[] = [];
  // Hardly any resource states anything, so its place is written out only then.
  const look = (element: unknown, place: () => readonly [where: string, otherwise: string]): void => {
    const metadata = member(member(element, "//"), "metadata");
    const statements = member(metadata, "cordon");
    if (statements === undefined) return;
    const [where, otherwise] = place();
    const constructPath = member(metadata, "path") ?? member(metadata, "stackName");
    found.push({
      statements,
      where: `${where}/~1~1/metadata/cordon`,
      resource: typeof constructPath === "string" ? constructPath : otherwise,
    });
  };
  look(json, () => [`${path}#`, stack ?? path]);
  for (const { type, name, body, where } of labelledBlocks(member(json, "resource"), 2, `${path}#/resource`))
    look(body, () => [where, `${type}.${name}`]);
  return found;
}
