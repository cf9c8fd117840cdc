import { append } from "../../json/append.js";
import type { NetworkModel } from "../../reachability/model.js";
import { Reference, textOf, Unresolved, type Value } from "../../terraform/value.js";
import { type Guardrail, violated } from "../guardrail.js";

/** CORDON-NET-028: Nobody carries a security group. */
export const groupWithoutMembers: Guardrail = {
  id: "CORDON-NET-028",
  title: "Nobody carries a security group",
  severity: "low",
  why: "Its rules wait for whoever is attached to it by mistake, and reviews spend their time on them.",
  fix: "Delete the group, or attach it to what it was made for.",
  equivalents: { checkov: ["CKV2_AWS_5"], trivy: [], cdkNag: [], cis: [], nist: ["CM-6", "CM-7"] },
  *check(network) {
    const { model } = network;
    // Another stack may carry what this one makes.
    if ([...model.resources.values()].some(({ type }) => type === "terraform_remote_state")) return;
    const workloads = [...model.workloads.values()];
    // A stack of groups alone is made for the workloads of others.
    if (workloads.length === 0) return;
    // A group that somebody may carry is not without members for certain.
    const carried = new Set(
      workloads
        .flatMap(({ groups, perhapsGroups }) => [...groups, ...(perhapsGroups ?? [])])
        .flatMap((id) => [id, ...(model.securityGroups.get(id)?.oneOf ?? [])]),
    );
    const doubtful = new Set(workloads.flatMap(({ vpc, groupsComplete }) => (groupsComplete ? [] : [vpc])));
    const named = namedElsewhere(model);
    for (const { id, isDefault, managed, madeBy, vpc } of model.securityGroups.values()) {
      if (isDefault || !managed || madeBy !== undefined || carried.has(id) || doubtful.has(vpc)) continue;
      if (network.rulesOf(id).length === 0 || isPublished(id, model)) continue;
      if (named.has(id) || named.has(textOf(model.resources.get(id)?.values.get("id")) ?? "")) continue;
      yield violated(id, `no resource of the input carries ${id}`);
    }
  },
};

/** Groups and their rules name each other, and carry nothing. */
const OF_GROUPS = /^aws_(?:default_)?(?:vpc_)?security_group/;

/**
 * What resources name that are neither groups nor rules, by address and by "sg-…": a parameter or a stack of CloudFormation
 * hands a group to somebody who is not in the input.
 */
function namedElsewhere({ resources }: NetworkModel): ReadonlySet<string> {
  const named = new Set<string>();
  const open: Value[] = [];
  for (const { type, mode, values } of resources.values()) {
    if (mode !== "managed" || OF_GROUPS.test(type)) continue;
    for (const [argument, value] of values) if (argument !== "depends_on") open.push(value);
  }
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (value instanceof Reference) named.add(value.resource);
    else if (typeof value === "string" && value.startsWith("sg-")) named.add(value);
    else if (value instanceof Unresolved) {
      append(open, value.candidates);
      for (const [address] of value.expression.matchAll(/aws_security_group\.[\w-]+/g)) named.add(address);
    } else if (Array.isArray(value)) append(open, value);
    else if (value instanceof Map) append(open, value.values());
  }
  return named;
}

/** Whether outputs name the group, or the module that it is in; those of a state hold its id. */
function isPublished(id: string, { outputs, resources }: NetworkModel): boolean {
  const [address = id] = /aws_[\w-]+\.[\w-]+$/.exec(id.replace(/\[[^\]]*\]$/, "")) ?? [];
  const [module] = /module\.[\w-]+/.exec(id) ?? [];
  const cloudId = textOf(resources.get(id)?.values.get("id"));
  return [address, module, cloudId].some((name) => name !== undefined && outputs.includes(name));
}
