import type { Result } from "../errors.js";
import type { ReachabilityErrorCode } from "./error-codes.js";
import type { NetworkModel } from "./model.js";

/** One JSON file of the input, parsed. */
export interface InputFile {
  /** The path as messages show it. */
  readonly path: string;
  readonly json: unknown;
  /** The CDKTF stack that it holds. @default - the file is no stack of a cdktf.out folder */
  readonly stack?: string;
}

/**
 * The network that one input describes: the stacks of a cdktf.out folder, the `*.tf.json` files of one folder, or
 * one plan or state.
 *
 * Problems: every code of {@link REACHABILITY_ERROR_CODES}, each with file and JSON pointer.
 */
export type ReadDocument = (files: readonly InputFile[]) => Result<NetworkModel, ReachabilityErrorCode>;
