import type { Ajv2020 } from "ajv/dist/2020.js";
import type { GivenValue } from "../../adapters/hcl/assigned-values.js";
import { instantOf } from "../input/now.js";
import { Progress } from "../output/progress.js";
import type { Output } from "../streams.js";
import { type ConfigurationOptions, givenValues } from "./configuration-options.js";

/** What the verbs about a network need throughout their run. */
export interface Session {
  /** The instant at which acknowledgements expire, in milliseconds since 1970. */
  readonly now: number;
  /** The validator of the files that people write. */
  readonly ajv: Ajv2020;
  readonly progress: Progress;
  /** Values for the variables of a configuration. */
  readonly given: readonly GivenValue[];
  /** What `terraform.workspace` is. @default "default" */
  readonly workspace?: string;
}

/**
 * Starts a run. The validator takes a while to load, so it is loaded here and not with the program.
 *
 * @throws CordonError CORDON_INSTANT_REFUSED
 */
export async function startSession(
  options: ConfigurationOptions & { readonly now?: string },
  err: Output,
): Promise<Session> {
  const progress = new Progress(err);
  const now = instantOf(options.now);
  const { statementValidator } = await import("../../core/check/statement-validator.js");
  const { workspace } = options;
  return {
    now,
    ajv: statementValidator(),
    progress,
    given: givenValues(options),
    ...(workspace === undefined ? {} : { workspace }),
  };
}
