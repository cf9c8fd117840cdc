import type { CheckedNetwork } from "../reachability/checked-network.js";
import type { Rule, RulePeer } from "../reachability/model.js";
import { letsGoByBlock, takesInline, withoutKeys } from "./hand-over.js";
import { permissionParts } from "./permission-parts.js";
import { claims } from "./rule-changes.js";
import { findingCalls, groupIdText, importId } from "./rule-ids.js";
import { isForgotten, type Transition, typeAt } from "./transition.js";

/**
 * The blocks that hand rules over to other addresses, as HCL: `moved` within a type, `removed` and `import` between types,
 * `import` of inline rules, and `removed` of rules that their group writes inline from now on.
 *
 * An id that the input before does not hold stands as `sgr-...`, below the call of the AWS CLI that finds it. What no block
 * can say stands as a comment.
 */
export function migrationRecipe(
  before: CheckedNetwork,
  after: CheckedNetwork,
  transition: Transition,
): string {
  const successors = new Map<Rule, Rule[]>();
  const held = new Map<Rule, ReadonlySet<string>>();
  for (const { rule, holder } of claims({ before, after, transition, replacedGroups: new Set() })) {
    successors.set(holder, [...(successors.get(holder) ?? []), rule]);
    held.set(rule, new Set([...(held.get(rule) ?? []), ...permissionParts(holder)]));
  }
  const intoGroups = before.model.rules.filter((rule) => {
    const own = before.model.resources.get(rule.resource);
    return own !== undefined && !isForgotten(own, transition) && takesInline(rule, before, after);
  });
  for (const rule of intoGroups) successors.set(rule, successors.get(rule) ?? []);
  const given = new Set([...successors.keys()].map(({ resource }) => resource));
  const blocks = [...successors].map(([holder, rules]) =>
    handedOver(holder, rules, { given, held, before, after }),
  );
  return [...new Set(blocks.flat())].join("\n");
}

/** What the blocks of one rule depend on. */
interface Migration {
  readonly before: CheckedNetwork;
  readonly after: CheckedNetwork;
  /** Resources before that are given up. */
  readonly given: ReadonlySet<string>;
  /** The permissions of all that a rule takes over. */
  readonly held: ReadonlyMap<Rule, ReadonlySet<string>>;
}

/** The blocks of one rule before, each with the comments above it. */
function handedOver(holder: Rule, rules: readonly Rule[], migration: Migration): string[] {
  const { before, after } = migration;
  const { resource, group, direction } = holder;
  const imports = rules.map((rule) => importBlock(rule, holder, migration));
  if (holder.style === "inline")
    return [`# Leave ${direction} out of ${group}: an empty list revokes the rule.\n`, ...imports];
  if (after.model.resources.has(resource)) {
    const names = rules.map((rule) => rule.resource).join(", ");
    return [
      `# ${resource} gives its permission to ${names} and stays. No block says that:\n# change ${resource} first, and apply the rest afterwards.\n`,
    ];
  }
  const [only] = rules;
  if (only !== undefined && rules.length === 1 && typeAt(resource) === typeAt(only.resource)) {
    if (permissionParts(only).sort().join() === permissionParts(holder).sort().join())
      return [`moved {\n  from = ${resource}\n  to   = ${only.resource}\n}\n`];
  }
  const left =
    rules.length === 0
      ? []
      : holder.peers.filter((peer) => {
          const [part] = permissionParts({ ...holder, peers: [peer] });
          return !rules.some((rule) => permissionParts(rule).includes(part ?? ""));
        });
  return [letGo(resource, migration), ...imports, ...revocation(holder, left, before)];
}

function letGo(resource: string, { given, before, after }: Migration): string {
  if (letsGoByBlock(resource, given, before, after))
    return `removed {\n  from = ${withoutKeys(resource)}\n  lifecycle {\n    destroy = false\n  }\n}\n`;
  return `# A removed block lets go of every instance, and others stay or go. Before the apply:\n# terraform state rm '${resource}'\n`;
}

function importBlock(rule: Rule, holder: Rule, { before, after, held }: Migration): string {
  const { text, known } = importId(rule, holder, before, after);
  const parts = permissionParts(rule);
  const isWider = rule.style === "legacy" && !parts.every((part) => held.get(rule)?.has(part) === true);
  const comments = [
    ...(isWider
      ? [`# ${rule.resource} names more than exists: import what does, and add the rest afterwards.`]
      : []),
    ...(known || rule.style === "legacy" ? [] : findingCalls(rule, before).map((call) => `# ${call}`)),
  ];
  return [...comments, `import {\n  to = ${rule.resource}\n  id = "${text}"\n}\n`].join("\n");
}

/** What is let go and nothing takes over stays in force: it is revoked by hand. */
function revocation(holder: Rule, left: readonly RulePeer[], before: CheckedNetwork): string[] {
  if (left.length === 0) return [];
  const verb = `aws ec2 revoke-security-group-${holder.direction} --group-id ${groupIdText(holder.group, before.model)}`;
  const calls = findingCalls(holder, before, left).map(
    (call) => `# ${verb} --security-group-rule-ids $(${call})`,
  );
  return [
    `# Nothing takes over the rest of ${holder.resource}, which stays in force until it is revoked:\n${calls.join("\n")}\n`,
  ];
}
