import { formatInstant, MILLISECONDS_PER_DAY, parseInstant } from "../../time/instant.js";
import type { CompiledPolicies } from "../engine/compile.js";
import type { CompiledPolicy } from "../engine/compiled-policy.js";
import { coversSubjects } from "../engine/subject-pattern.js";
import { coversPattern, isUniversal, type Pattern, sampleOf } from "../language/pattern.js";
import type { ReadRequest } from "../request/read-request.js";
import { contradictionIn } from "./contradiction.js";
import { impliesConditions } from "./implication.js";
import { SEVERITIES, type Severity } from "./severity.js";

/** What a finding is about. */
export type FindingKind = "shadowed" | "conflicting" | "unreachable" | "expired" | "expiring" | "over-broad";

/** Something about an access policy that its author did not mean. */
export interface PolicyFinding {
  readonly kind: FindingKind;
  readonly severity: Severity;
  readonly policy: string;
  readonly message: string;
  readonly fix: string;
  /** Ids of the policies that make it so. */
  readonly because: readonly string[];
}

/** What the findings depend on besides the policies. */
export interface CheckSettings {
  /** The instant in milliseconds since 1970 by which policies are expired. */
  readonly now: number;
  /** Policies that expire within so many days are named. */
  readonly expiringWithinDays: number;
}

/** Every finding in a set of access policies, in the order of severity and id. */
export function findingsIn(policies: CompiledPolicies, settings: CheckSettings): PolicyFinding[] {
  return policies.policies
    .flatMap((policy) => [
      ...expiry(policy, settings),
      ...unreachable(policy),
      ...overridden(policy, policies),
      ...overBroad(policy),
    ])
    .sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
}

function expiry({ id, source }: CompiledPolicy, { now, expiringWithinDays }: CheckSettings): PolicyFinding[] {
  if (source.expiresAt === undefined) return [];
  const end = parseInstant(source.expiresAt);
  const fix = "remove it, or give it a new end if it is still needed";
  if (end <= now) {
    const message = `it expired at ${source.expiresAt} and decides nothing any more`;
    return [{ kind: "expired", severity: "medium", policy: id, message, fix, because: [] }];
  }
  if (end - now > expiringWithinDays * MILLISECONDS_PER_DAY) return [];
  const days = Math.floor((end - now) / MILLISECONDS_PER_DAY);
  const message = `it expires at ${formatInstant(end)}, in ${days} days`;
  return [
    { kind: "expiring", severity: "low", policy: id, message, fix: "extend it, or let it end", because: [] },
  ];
}

function unreachable({ id, effect, source }: CompiledPolicy): PolicyFinding[] {
  // A deny policy whose conditions contradict still applies where the fact is unknown, so it decides requests.
  const contradiction = effect === "allow" ? contradictionIn(source) : undefined;
  if (contradiction === undefined) return [];
  const message = `no request can ever satisfy it: ${contradiction}`;
  return [
    {
      kind: "unreachable",
      severity: "medium",
      policy: id,
      message,
      fix: "correct the conditions",
      because: [],
    },
  ];
}

function overridden(policy: CompiledPolicy, policies: CompiledPolicies): PolicyFinding[] {
  const matches = policies.index.lookUp(sampleRequest(policy));
  const allows = matches.allows.map((match) => match.policy);
  const denies = matches.denies.map((match) => match.policy);
  const findings: PolicyFinding[] = [];
  if (policy.effect === "allow") {
    const deny = denies.find((other) => covers(other, policy));
    if (deny !== undefined) {
      const message = `it can never allow anything: the deny policy ${deny.id} applies to everything that it covers`;
      const fix = "narrow the deny policy, or remove this one";
      findings.push({
        kind: "conflicting",
        severity: "high",
        policy: policy.id,
        message,
        fix,
        because: [deny.id],
      });
    }
  }
  // Of two that cover each other the one with the first id stays.
  const wider = (policy.effect === "allow" ? allows : denies).find(
    (other) =>
      other !== policy && covers(other, policy) && (other.rank < policy.rank || !covers(policy, other)),
  );
  if (wider !== undefined) {
    const message = `it changes nothing: ${wider.id} covers every request that it covers`;
    const fix = `remove it, or narrow ${wider.id} if that one is too wide`;
    findings.push({
      kind: "shadowed",
      severity: "low",
      policy: policy.id,
      message,
      fix,
      because: [wider.id],
    });
  }
  return findings;
}

function overBroad({ id, effect, subjects, actions, resources, source }: CompiledPolicy): PolicyFinding[] {
  if (effect === "deny") return [];
  const anyone = subjects.anyone || [subjects.user, subjects.service].every((kind) => kind.some(isUniversal));
  const all = [anyone, actions.some(isUniversal), resources.some(isUniversal)];
  const wide = ["anyone", "every action", "every resource"].filter((_, index) => all[index]);
  if (wide.length < 2) return [];
  const conditional = Object.keys(source.when ?? {}).length > 0;
  const severity = wide.length === 3 ? (conditional ? "high" : "critical") : conditional ? "low" : "medium";
  const message = `it allows ${wide.join(", ")}${conditional ? "" : ", without a condition"}`;
  const fix = "name the subjects, actions and resources that need it";
  return [{ kind: "over-broad", severity, policy: id, message, fix, because: [] }];
}

/** Whether `wide` applies to every request to which `narrow` applies. */
function covers(wide: CompiledPolicy, narrow: CompiledPolicy): boolean {
  return (
    coversAll(wide.actions, narrow.actions) &&
    coversAll(wide.resources, narrow.resources) &&
    coversSubjects(wide.subjects, narrow.subjects, coversPattern) &&
    impliesConditions(narrow.source, wide.source)
  );
}

function coversAll(wide: readonly Pattern[], narrow: readonly Pattern[]): boolean {
  return narrow.every((pattern) => wide.some((other) => coversPattern(other, pattern)));
}

/** A request that the policy is about and that every policy which covers it is about too. */
function sampleRequest({ subjects, actions, resources }: CompiledPolicy): ReadRequest {
  const sample = (patterns: readonly Pattern[]): string => sampleOf(patterns[0] as Pattern);
  const nobody = sampleOf({ text: "*" });
  const { user, service, group } = subjects;
  const subject =
    subjects.anyone || user.length > 0
      ? { kind: "user" as const, id: subjects.anyone ? nobody : sample(user), groups: [], groupsKnown: true }
      : service.length > 0
        ? { kind: "service" as const, id: sample(service), groups: [], groupsKnown: true }
        : { kind: "user" as const, id: nobody, groups: [sample(group)], groupsKnown: true };
  return { body: {}, subject, action: sample(actions), resource: sample(resources) };
}
