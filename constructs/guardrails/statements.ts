import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import type { ExpectationEntry } from "../../core/check/expectation.js";
import type { GrantableFlowEntry } from "../../core/reachability/grantable-flow.js";

/** An acknowledgement as the synthesized JSON holds it. */
export interface AcknowledgementEntry {
  readonly rule: string;
  /** Construct path; it covers everything below it. */
  readonly resource: string;
  readonly reason: string;
  readonly expires: string;
}

/** What the code of one stack states about its network. */
interface StackStatements {
  readonly expectations: ExpectationEntry[];
  readonly acknowledgements: AcknowledgementEntry[];
  /** @default - no grant opens a flow */
  grantableFlows?: GrantableFlowEntry[];
}

const STATEMENTS = new WeakMap<TerraformStack, StackStatements>();

/**
 * What is stated in the construct's stack, to be added to.
 *
 * It goes into the metadata of the synthesized JSON, beside the stack's name, where Terraform ignores it and
 * `cordon check` finds it.
 */
export function statementsOf(construct: Construct): StackStatements {
  const stack = TerraformStack.of(construct);
  let statements = STATEMENTS.get(stack);
  if (statements === undefined) {
    statements = { expectations: [], acknowledgements: [] };
    STATEMENTS.set(stack, statements);
    stack.addOverride("//.metadata.cordon", statements);
  }
  return statements;
}

/** States that a grant may open a flow, which is a possible edge to `cordon check`. */
export function stateGrantableFlow(construct: Construct, flow: GrantableFlowEntry): void {
  const statements = statementsOf(construct);
  statements.grantableFlows = [...(statements.grantableFlows ?? []), flow];
}
