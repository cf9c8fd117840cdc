import type { Construct } from "constructs";
import { CordonError, type Problem, quote } from "../../core/errors.js";

/** What a construct refuses; `got` is the value as the user gave it. */
export interface Refusal<Code extends string> extends Omit<Problem<Code>, "got" | "where"> {
  readonly got: unknown;
}

/** @throws CordonError with the one problem, at the construct */
export function refuse<Code extends string>(construct: Construct, refusal: Refusal<Code>): never {
  throw new CordonError([{ ...refusal, got: quote(refusal.got), where: construct.node.path }]);
}
