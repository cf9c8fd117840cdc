import type { CheckedNetwork } from "../reachability/checked-network.js";
import type { Rule } from "../reachability/model.js";
import { listOf } from "../terraform/value.js";
import { importId } from "./rule-ids.js";
import { typeAt } from "./transition.js";

/** How one address takes over what another one holds, as a sentence. */
export function handOver(holder: Rule, rule: Rule, before: CheckedNetwork, after: CheckedNetwork): string {
  const { text } = importId(rule, holder, before, after);
  const taken = `import { to = ${rule.resource}, id = "${text}" }`;
  if (holder.style === "inline")
    return rule.style === "legacy"
      ? `Import it: ${taken}.`
      : `Import it: ${taken}; aws ec2 describe-security-group-rules shows the id.`;
  const { resource } = holder;
  if (after.model.resources.has(resource))
    return `Change ${resource} in an apply of its own, and ${rule.resource} afterwards.`;
  if (typeAt(resource) === typeAt(rule.resource))
    return `Tell Terraform that it is the same rule: moved { from = ${resource}, to = ${rule.resource} }, or moveTo in CDKTF.`;
  const gone = letsGoByBlock(resource, new Set([resource]), before, after)
    ? `removed { from = ${withoutKeys(resource)}, lifecycle { destroy = false } }`
    : `terraform state rm '${resource}'`;
  return `The provider cannot move a rule to another type. Hand it over: ${gone} and ${taken}.`;
}

/**
 * The group writes the rules of the direction inline from now on, and had none before. AWS returns all rules of a group with it,
 * so the provider takes those that exist already for the group's own and makes none anew.
 */
export function takesInline(
  { group, direction, style, id }: Rule,
  before: CheckedNetwork,
  after: CheckedNetwork,
): boolean {
  if (style === "inline" || after.rules.has(id)) return false;
  const owner = after.model.resources.get(group);
  const blocks = listOf(owner?.values.get(direction));
  const isWritten = owner?.written?.has(direction) ?? blocks.length > 0;
  return (
    isWritten &&
    blocks.length > 0 &&
    !before.model.rules.some(
      (rule) => rule.style === "inline" && rule.group === group && rule.direction === direction,
    )
  );
}

/** Whether a removed block, which takes no instance keys, can let go of the resource: all its instances are given up. */
export function letsGoByBlock(
  resource: string,
  given: ReadonlySet<string>,
  before: CheckedNetwork,
  after: CheckedNetwork,
): boolean {
  const all = withoutKeys(resource);
  if (all === resource) return true;
  const isInstance = (address: string): boolean => withoutKeys(address) === all;
  return (
    ![...after.model.resources.keys()].some(isInstance) &&
    [...before.model.resources.keys()].filter(isInstance).every((address) => given.has(address))
  );
}

/** The address without any keys, also those of modules. */
export function withoutKeys(address: string): string {
  return address.replace(/\[(?:"(?:[^"\\]|\\.)*"|[^\]"]*)\]/g, "");
}
