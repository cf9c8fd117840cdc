import type { NetworkModel } from "../../reachability/model.js";
import { textOf } from "../../terraform/value.js";
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
    for (const { id, isDefault, managed, madeBy, vpc } of model.securityGroups.values()) {
      if (isDefault || !managed || madeBy !== undefined || carried.has(id) || doubtful.has(vpc)) continue;
      if (network.rulesOf(id).length === 0 || isPublished(id, model)) continue;
      yield violated(id, `no resource of the input carries ${id}`);
    }
  },
};

/** Whether outputs name the group, or the module that it is in; those of a state hold its id. */
function isPublished(id: string, { outputs, resources }: NetworkModel): boolean {
  const [address = id] = /aws_[\w-]+\.[\w-]+$/.exec(id.replace(/\[[^\]]*\]$/, "")) ?? [];
  const [module] = /module\.[\w-]+/.exec(id) ?? [];
  const cloudId = textOf(resources.get(id)?.values.get("id"));
  return [address, module, cloudId].some((name) => name !== undefined && outputs.includes(name));
}
