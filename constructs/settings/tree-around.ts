import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { Account } from "../guardrails/account.js";

/**
 * Remembers what stands around a construct that begins to build itself, and takes all else out again where it fails.
 *
 * Half a construct is not a state that anybody asked for. A user who catches the error, or a test that goes on, finds
 * the tree as it was, with what the construct had made in its stack too.
 */
export function treeAround(construct: Construct): { restore(): void } {
  const stack = TerraformStack.of(construct);
  const shared = [stack, ...stack.node.children.filter((child) => child instanceof Account)];
  const before = new Set(shared.flatMap(({ node }) => node.children));
  return {
    restore() {
      construct.node.scope?.node.tryRemoveChild(construct.node.id);
      for (const { node } of shared) {
        for (const child of node.children) if (!before.has(child)) node.tryRemoveChild(child.node.id);
      }
    },
  };
}
