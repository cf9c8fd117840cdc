import { TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { valueOrThrow } from "../../core/errors.js";
import { CheckedNetwork } from "../../core/reachability/checked-network.js";
import { decide } from "../../core/reachability/decide.js";
import { embeddedStatements } from "../../core/reachability/embedded-statements.js";
import { GUARDRAILS } from "../../core/reachability/guardrails.js";
import { readDocument } from "../../core/reachability/read-document.js";
import { checkNetwork, type Report } from "../../core/reachability/report.js";
import { statementValidator } from "../../core/reachability/statement-validator.js";

/**
 * What `cordon check` would say about the stacks of the construct's app: read from the JSON that they synthesize to, not
 * from the constructs, so that it also judges what was added beside them.
 *
 * @param now milliseconds since 1970, for the expiry of acknowledgements
 * @throws CordonError for what the check cannot read
 */
export function proveApp(construct: IConstruct, now: number): Report {
  const stacks = construct.node.root.node.findAll().filter(TerraformStack.isStack);
  const files = stacks.map((stack) => ({
    path: `stacks/${stack.node.id}/cdk.tf.json`,
    stack: stack.node.id,
    json: JSON.parse(JSON.stringify(stack.toTerraform())),
  }));
  const statements = valueOrThrow(embeddedStatements(statementValidator(), files, GUARDRAILS));
  const model = valueOrThrow(readDocument(files));
  const network = new CheckedNetwork(model, decide(model));
  return valueOrThrow(checkNetwork(network, statements, now)).report;
}
