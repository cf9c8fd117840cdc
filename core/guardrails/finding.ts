import type { CheckedNetwork } from "../reachability/checked-network.js";
import type { UnknownItem } from "../terraform/resource.js";
import { type Guardrail, SEVERITIES, type Severity } from "./guardrail.js";

/** A broken rule at a resource. */
export interface Finding {
  /** Id of the guardrail, for example "CORDON-NET-001". */
  readonly rule: string;
  readonly severity: Severity;
  /** Id of the resource, or of the security-group rule. */
  readonly resource: string;
  /** Null where the document holds none. */
  readonly constructPath: string | null;
  readonly message: string;
  readonly fix: string;
  /** Null while nobody has accepted it. */
  readonly acknowledged: { readonly reason: string; readonly expires: string } | null;
}

/** What the guardrails saw: findings, worst first, and what they could not decide. */
export interface Inspection {
  readonly findings: readonly Finding[];
  readonly unknown: readonly UnknownItem[];
}

/** Runs the guardrails. Deterministic: by severity, then rule, then order of the document. */
export function inspect(network: CheckedNetwork, guardrails: readonly Guardrail[]): Inspection {
  const findings: Finding[] = [];
  const unknown: UnknownItem[] = [];
  for (const guardrail of guardrails) {
    for (const { verdict, resource, message, fix } of guardrail.check(network)) {
      if (verdict === "unknown") {
        unknown.push({ resource, why: `${guardrail.id}: ${message}` });
        continue;
      }
      findings.push({
        rule: guardrail.id,
        severity: guardrail.severity,
        resource,
        constructPath: constructPathOf(network, resource),
        message,
        fix: fix ?? guardrail.fix,
        acknowledged: null,
      });
    }
  }
  return { findings: worstFirst(findings), unknown };
}

/** The findings by severity, otherwise in their order. */
export function worstFirst(findings: readonly Finding[]): Finding[] {
  return SEVERITIES.flatMap((severity) => findings.filter((finding) => finding.severity === severity));
}

/** The construct path of a resource, rule or endpoint, or null where the document holds none. */
export function constructPathOf(network: CheckedNetwork, id: string): string | null {
  return (
    network.rules.get(id)?.constructPath ??
    network.model.resources.get(id)?.constructPath ??
    network.endpoints.get(id)?.constructPath ??
    null
  );
}
