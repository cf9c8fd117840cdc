import type { CheckedNetwork } from "../reachability/checked-network.js";
import type { Knowledge } from "../terraform/knowledge.js";

/** How bad a finding is, worst first. */
export const SEVERITIES = ["critical", "high", "medium", "low"] as const;

/** How bad a finding is. */
export type Severity = (typeof SEVERITIES)[number];

/** Ids of the same check elsewhere, so that teams can map their exceptions. Empty where nobody else has it. */
export interface Equivalents {
  readonly checkov: readonly string[];
  /** Without the former prefix "AVD-". */
  readonly trivy: readonly string[];
  readonly cdkNag: readonly string[];
  /** CIS Amazon Web Services Foundations Benchmark 3.0.0. */
  readonly cis: readonly string[];
  /** NIST SP 800-53 revision 5. */
  readonly nist: readonly string[];
}

/** One check of a network, with everything that a reader of its finding needs. */
export interface Guardrail {
  /** Stable, never reused: "CORDON-NET-001". */
  readonly id: string;
  /** What is wrong, as a sentence without a full stop. */
  readonly title: string;
  readonly severity: Severity;
  /** Why it matters. */
  readonly why: string;
  /** What to do. */
  readonly fix: string;
  readonly equivalents: Equivalents;
  /** Pure: what the check sees in the network, in the order of the document. */
  readonly check: (network: CheckedNetwork) => Iterable<Observation>;
}

/** One thing that a guardrail saw: broken, or not decidable from the input (which is never a pass). */
export interface Observation {
  readonly verdict: "violated" | "unknown";
  /** Id of the resource, or of the rule. */
  readonly resource: string;
  /** What is so, as a sentence without a full stop. */
  readonly message: string;
  /** @default - the guardrail's own fix */
  readonly fix?: string;
}

/** A guardrail is broken here. */
export function violated(resource: string, message: string, fix?: string): Observation {
  return fix === undefined
    ? { verdict: "violated", resource, message }
    : { verdict: "violated", resource, message, fix };
}

/** Whether a guardrail is broken here cannot be told. */
export function undecided(resource: string, message: string): Observation {
  return { verdict: "unknown", resource, message };
}

/**
 * Nothing where the requirement is met, else one observation.
 *
 * @param requirement whether it is met
 * @param resource id of what it is required of
 * @param otherwise what is so where it is not met: "the storage is not encrypted"
 * @param open what is not known where it is unknown: "whether the storage is encrypted"
 */
export function* requirement(
  requirement: Knowledge,
  resource: string,
  otherwise: string,
  open: string,
): Iterable<Observation> {
  if (requirement === "no") yield violated(resource, otherwise);
  if (requirement === "unknown") yield undecided(resource, `${open} is not determined by the input`);
}
