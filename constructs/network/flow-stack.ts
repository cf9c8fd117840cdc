import { TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";

/**
 * The end whose stack gets both rules of a flow, so that no two stacks depend on each other: the one that depends on
 * the other already, else the one in the later stack.
 *
 * A stack can name only what exists, so the later one is the one that names the earlier one's VPC and groups, although
 * CDKTF finds that out at synth. Neither end's being declared first nor the order of flows matters: addresses stay.
 * The dependency is recorded at once, so that later flows and stacks see it.
 */
export function dependentEnd<End extends IConstruct>(one: End, other: End): End {
  const [stack, otherStack] = [TerraformStack.of(one), TerraformStack.of(other)];
  if (stack === otherStack) return one;
  const otherDepends =
    otherStack.dependsOn(stack) || (!stack.dependsOn(otherStack) && isLater(otherStack, stack));
  const [dependent, dependency] = otherDepends ? [otherStack, stack] : [stack, otherStack];
  dependent.addDependency(dependency);
  return otherDepends ? other : one;
}

export function sameStack(one: IConstruct, other: IConstruct): boolean {
  return TerraformStack.of(one) === TerraformStack.of(other);
}

/** Whether the construct comes after the other one in the tree, level by level in the order of creation. */
function isLater(one: IConstruct, other: IConstruct): boolean {
  const [scopes, otherScopes] = [one.node.scopes, other.node.scopes];
  const fork = scopes.findIndex((scope, depth) => scope !== otherScopes[depth]);
  const [branch, otherBranch] = [scopes[fork], otherScopes[fork]];
  // One of the stacks stands inside the other: the inner one was made later.
  if (branch === undefined || otherBranch === undefined) return otherBranch === undefined;
  const siblings = branch.node.scope?.node.children ?? [];
  return siblings.indexOf(branch) > siblings.indexOf(otherBranch);
}
