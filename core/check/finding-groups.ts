import { type Finding, worstFirst } from "../guardrails/finding.js";
import { SEVERITIES, type Severity } from "../guardrails/guardrail.js";
import { GUARDRAILS } from "../guardrails/guardrails.js";
import type { CheckedNetwork } from "../reachability/checked-network.js";

/** Findings that one change mends: those of a rule, or all of one open default group. */
export interface FindingGroup {
  /** The rule, or of an open default group the rule that says so. */
  readonly rule: string;
  /** The default group that all findings are of. @default - they are of one rule */
  readonly of?: Finding;
  /** Of the worst finding. */
  readonly severity: Severity;
  readonly title: string;
  readonly findings: readonly Finding[];
  /** What all of them say; null where they differ. */
  readonly message: string | null;
  /** What to do about all of them; null where it differs. */
  readonly fix: string | null;
}

/** The rule that says that a default group is open. Whatever else its rules break, closing it mends. */
const OPEN_DEFAULT_GROUP = "CORDON-NET-015";

const TITLES: ReadonlyMap<string, string> = new Map(GUARDRAILS.map(({ id, title }) => [id, title]));

/** The findings that nobody has accepted, grouped, the worst group first and otherwise in their order. */
export function findingGroups(findings: readonly Finding[], network: CheckedNetwork): FindingGroup[] {
  const open = worstFirst(findings.filter(({ acknowledged }) => acknowledged === null));
  const defaults = new Set(
    open.flatMap(({ rule, resource }) =>
      rule === OPEN_DEFAULT_GROUP && network.model.securityGroups.has(resource) ? [resource] : [],
    ),
  );
  const byKey = new Map<string, Finding[]>();
  for (const finding of open) {
    const owner = network.rules.get(finding.resource)?.group ?? finding.resource;
    const key = defaults.has(owner) ? `group ${owner}` : finding.rule;
    const known = byKey.get(key);
    if (known === undefined) byKey.set(key, [finding]);
    else known.push(finding);
  }
  const groups = [...byKey].map(([key, own]) => groupOf(key, own));
  return SEVERITIES.flatMap((severity) => groups.filter((group) => group.severity === severity));
}

function groupOf(key: string, findings: readonly Finding[]): FindingGroup {
  const [first] = findings;
  const closing = key.startsWith("group ")
    ? findings.find(({ rule }) => rule === OPEN_DEFAULT_GROUP)
    : undefined;
  return {
    rule: closing?.rule ?? first?.rule ?? "",
    ...(closing === undefined ? {} : { of: closing }),
    severity: first?.severity ?? "low",
    title: TITLES.get(closing?.rule ?? first?.rule ?? "") ?? first?.message ?? "",
    findings,
    message: same(findings.map(({ message }) => message)),
    fix: closing?.fix ?? same(findings.map(({ fix }) => fix)),
  };
}

function same(texts: readonly string[]): string | null {
  return new Set(texts).size === 1 ? (texts[0] ?? null) : null;
}
