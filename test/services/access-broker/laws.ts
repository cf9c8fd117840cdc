import { canonicalHash } from "../../../core/access/canonical-json.js";
import { FINAL_STATES, type Grant } from "../../../core/access/grant.js";
import { formatInstant } from "../../../core/time/instant.js";
import { policyArnOf } from "../../../services/access-broker/grant-objects.js";
import type { World } from "./broker-world.js";

const LIVE = new Set(["PROVISIONING", "ACTIVE", "REVOKING", "ROLLING_BACK"]);

/** What must hold at every moment, whoever died where. Returns what is broken. */
export async function brokenLaws(world: World): Promise<string[]> {
  const grants = new Map((await world.grants()).map((grant) => [grant.id, grant]));
  const { roles, policies } = world.aws.current;
  const attached = Object.values(roles).flatMap((role) => role.attached);
  return attached.flatMap((arn) => {
    const grant = grants.get(arn.slice(arn.lastIndexOf("/jit-") + 5));
    if (grant === undefined) return [`I2: ${arn} has no grant`];
    const deadline = formatInstant(grant.window?.deadline ?? 0);
    const open = (policies[arn]?.document.Statement ?? []).filter(
      ({ Condition }) => Condition?.["DateLessThan"]?.["aws:CurrentTime"] !== deadline,
    );
    const most = (grant.window?.activation ?? 0) + 240 * 60_000;
    return [
      ...(LIVE.has(grant.state) ? [] : [`I2: ${arn} is attached, its grant is ${grant.state}`]),
      ...open.map(({ Sid }) => `I1: ${arn} ${Sid} does not end at ${deadline}`),
      ...((grant.window?.deadline ?? 0) <= most ? [] : [`I1: ${arn} lasts too long`]),
      ...approvalProblems(grant),
    ];
  });
}

function approvalProblems({ id, request, approval, breakGlass }: Grant): string[] {
  if (breakGlass) return [];
  const persons = new Set(approval.given.map(({ by }) => by.toLowerCase()));
  const isWrong =
    persons.size < approval.required ||
    persons.has(request.requester.id.toLowerCase()) ||
    approval.given.some(({ hash }) => hash !== approval.hash);
  return isWrong ? [`I3: ${id} was not approved`] : [];
}

/** What a sweep must not leave: orphans, and what is half-done. Returns what it left. */
export async function leftovers(world: World): Promise<string[]> {
  const grants = await world.grants();
  const active = grants.filter(({ state }) => state === "ACTIVE");
  const found = grants.flatMap(({ id, state, window }) => {
    const isSettled =
      FINAL_STATES.has(state) || state === "PENDING" || state === "ACTIVE" || state === "APPROVED";
    const isOver = state === "ACTIVE" && (window === null || window.deadline <= world.now);
    return [
      ...(isSettled ? [] : [`${id} is still ${state}`]),
      ...(isOver ? [`${id} is active past its deadline`] : []),
    ];
  });
  const standing = world.standing();
  const arns = active.flatMap((grant) => policyArnOf(grant) ?? []).sort();
  const byKind = (kind: Grant["kind"]) => active.filter((grant) => grant.kind === kind);
  return [
    ...found,
    ...differing("policies", standing.policies, arns),
    ...differing("attached", standing.attached, arns),
    ...differing(
      "rows",
      standing.rows.sort(),
      byKind("policy")
        .map(({ id }) => `jit-${id}`)
        .sort(),
    ),
    ...(standing.rules.length > 0 === byKind("flow").length > 0 ? [] : ["rules and flows differ"]),
    ...standing.rules.filter((tag) => !byKind("flow").some(({ id }) => tag === `jit-${id}`)),
    ...differing(
      "schedules",
      standing.schedules.filter((name) => !name.endsWith("-start")),
      active.map(({ id }) => id).sort(),
    ),
    ...active.flatMap((grant) => documentProblem(world, grant)),
  ];
}

function documentProblem(world: World, grant: Grant): string[] {
  const document = world.aws.current.policies[policyArnOf(grant) ?? ""]?.document;
  if (document === undefined) return [];
  return canonicalHash(document) === grant.documentHash ? [] : [`${grant.id} has another document`];
}

function differing(what: string, left: readonly string[], right: readonly string[]): string[] {
  return JSON.stringify(left) === JSON.stringify(right) ? [] : [`${what}: ${left} against ${right}`];
}
