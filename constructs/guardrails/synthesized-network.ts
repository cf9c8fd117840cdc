import { TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { valueOrThrow } from "../../core/errors.js";
import { CheckedNetwork } from "../../core/reachability/checked-network.js";
import { computeReachability } from "../../core/reachability/compute-reachability.js";
import { readDocument } from "../../core/reachability/read-document.js";
import type { InputFile } from "../../core/terraform/input-file.js";

/** The network of an app, with the documents that it was read from. */
export interface SynthesizedNetwork {
  readonly files: readonly InputFile[];
  readonly network: CheckedNetwork;
}

/**
 * The network of the construct's whole app, as `cordon check` would read it: from the JSON that the stacks synthesize to,
 * not from the constructs, so that what was added beside them counts too.
 *
 * @throws CordonError for what the check cannot read
 */
export function synthesizedNetwork(construct: IConstruct): SynthesizedNetwork {
  const stacks = construct.node.root.node.findAll().filter(TerraformStack.isStack);
  const files = stacks.map((stack) => ({
    path: `stacks/${stack.node.id}/cdk.tf.json`,
    stack: stack.node.id,
    json: JSON.parse(JSON.stringify(stack.toTerraform())),
  }));
  const model = valueOrThrow(readDocument(files));
  return { files, network: new CheckedNetwork(model, computeReachability(model)) };
}
