import { EXPIRED_ACKNOWLEDGEMENT } from "../guardrails/acknowledgement.js";
import type { Severity } from "../guardrails/guardrail.js";
import { GUARDRAILS } from "../guardrails/guardrails.js";
import type { Report } from "./report.js";

/** Where a finding stands in a file. */
export interface SourcePlace {
  /** Relative to the root of the repository, with forward slashes. */
  readonly uri: string;
  /** From 1. */
  readonly line: number;
}

/** The id under which a refuted expectation is reported. */
export const REFUTED_EXPECTATION = "CORDON-EXP-001";

type Level = "error" | "warning" | "note";

const LEVEL: Readonly<Record<Severity, Level>> = {
  critical: "error",
  high: "error",
  medium: "warning",
  low: "note",
};

/** GitHub sorts alerts by it: over 9.0 critical, 7.0 to 8.9 high, 4.0 to 6.9 medium, below low (SARIF support for code scanning). */
const SECURITY_SEVERITY: Readonly<Record<Severity, string>> = {
  critical: "9.5",
  high: "8.0",
  medium: "5.5",
  low: "2.0",
};

/** What a report says beside the findings of guardrails. docs/rules.md describes them too. */
export const RULES_BESIDE_GUARDRAILS = [
  {
    id: EXPIRED_ACKNOWLEDGEMENT,
    title: "An acknowledgement has expired",
    severity: "medium",
    why: "An exception that was meant to end goes on.",
    fix: "Mend what it covered, or renew it with a new reason and expiry.",
  },
  {
    id: REFUTED_EXPECTATION,
    title: "An expectation does not hold",
    severity: "high",
    why: "The network is not what its owner stated.",
    fix: "Change the rules that the witness names, or the expectation.",
  },
] as const;

/**
 * The report as a SARIF 2.1.0 log that GitHub code scanning accepts: findings and refuted expectations are results,
 * acknowledgements are suppressions, what is UNKNOWN is a notification.
 *
 * @param version of Cordon
 * @param ruleDocument URL of docs/rules.md, where each rule has a heading
 * @param placeOf the place of a resource, rule or endpoint; without an id that of the input as a whole
 */
export function sarifLog(
  report: Report,
  version: string,
  placeOf: (id?: string) => SourcePlace,
  ruleDocument: string,
) {
  const rules = [...GUARDRAILS, ...RULES_BESIDE_GUARDRAILS];
  const ruleIndex = new Map(rules.map(({ id }, index) => [id, index]));
  const result = (
    rule: string,
    level: Level,
    text: string,
    id: string | undefined,
    constructPath: string | null,
    key: string,
  ) => ({
    ruleId: rule,
    ruleIndex: ruleIndex.get(rule) ?? -1,
    level,
    message: { text },
    locations: [location(placeOf(id), id, constructPath)],
    partialFingerprints: { "cordonFinding/v1": key },
  });
  const findings = report.findings.map((finding) => ({
    ...result(
      finding.rule,
      LEVEL[finding.severity],
      `${finding.message}. ${finding.fix}`,
      finding.resource,
      finding.constructPath,
      `${finding.rule}:${finding.resource}:${finding.message}`,
    ),
    suppressions:
      finding.acknowledged === null
        ? []
        : [
            {
              kind: "external" as const,
              status: "accepted" as const,
              justification: `${finding.acknowledged.reason} (until ${finding.acknowledged.expires})`,
            },
          ],
  }));
  const refuted = report.expectations
    .filter(({ holds }) => holds === false)
    .map(({ name, why, witness }) => {
      const rule = witness.flatMap(({ rules: hop }) => hop)[0];
      const text = `"${name}" does not hold: ${why ?? "the witness refutes it"}.`;
      return result(
        REFUTED_EXPECTATION,
        "error",
        text,
        rule?.rule,
        rule?.constructPath ?? null,
        `${REFUTED_EXPECTATION}:${name}`,
      );
    });
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0" as const,
    runs: [
      {
        tool: {
          driver: {
            name: "Cordon",
            semanticVersion: version,
            rules: rules.map((rule) => descriptor(rule, ruleDocument)),
          },
        },
        automationDetails: { id: "cordon/check/" },
        invocations: [
          {
            executionSuccessful: true,
            toolExecutionNotifications: [
              ...report.unknown.map(({ resource, why }) => ({
                level: "warning" as const,
                message: { text: `UNKNOWN ${resource}: ${why}` },
              })),
              ...(report.skippedRules ?? []).map((rule) => ({
                level: "note" as const,
                message: { text: `${rule} was not checked` },
              })),
            ],
          },
        ],
        results: [...findings, ...refuted],
      },
    ],
  };
}

function location({ uri, line }: SourcePlace, id: string | undefined, constructPath: string | null) {
  const names = [
    ...(id === undefined ? [] : [{ fullyQualifiedName: id, kind: "resource" }]),
    ...(constructPath === null ? [] : [{ fullyQualifiedName: constructPath, kind: "element" }]),
  ];
  return {
    physicalLocation: { artifactLocation: { uri }, region: { startLine: line } },
    ...(names.length === 0 ? {} : { logicalLocations: names }),
  };
}

function descriptor(
  { id, title, severity, why, fix }: (typeof RULES_BESIDE_GUARDRAILS)[number] | (typeof GUARDRAILS)[number],
  ruleDocument: string,
) {
  return {
    id,
    name: id.replaceAll("-", ""),
    shortDescription: { text: `${title}.` },
    fullDescription: { text: why },
    help: { text: `${why} ${fix}`, markdown: `${why}\n\n**Fix:** ${fix}` },
    helpUri: `${ruleDocument}#${id.toLowerCase()}`,
    defaultConfiguration: { level: LEVEL[severity] },
    properties: { tags: ["security"], precision: "high", "security-severity": SECURITY_SEVERITY[severity] },
  };
}
