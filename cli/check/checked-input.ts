import { type Compared, compare, type Difference } from "../../core/check/difference.js";
import {
  type Checked,
  type CheckingOptions,
  checkNetwork,
  type Statements,
} from "../../core/check/report.js";
import { valueOrThrow } from "../../core/errors.js";
import type { CheckedNetwork } from "../../core/reachability/checked-network.js";
import type { Session } from "./session.js";

/** A network with what there is to report about it. */
export interface CheckedInput extends Checked {
  readonly network: CheckedNetwork;
}

/**
 * Judges a network by statements.
 *
 * @throws CordonError with every statement that does not fit the network
 */
export function checkInput(
  network: CheckedNetwork,
  statements: Statements,
  { now }: Session,
  options: CheckingOptions = {},
): CheckedInput {
  return { network, ...valueOrThrow(checkNetwork(network, statements, now, options)) };
}

/** What the later input opens and closes. */
export function differenceOf(before: CheckedInput, after: CheckedInput): Difference {
  return compare(sideOf(before), sideOf(after));
}

function sideOf({ network, report }: CheckedInput): Compared {
  return { network, findings: report.findings };
}
