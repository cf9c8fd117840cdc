import type { Option } from "commander";
import { now, option } from "../options.js";

/** The options that all live verbs share. */
export interface LiveOptions {
  readonly broker?: string;
  readonly printEvent?: boolean;
  readonly local?: string;
  readonly as?: string;
  readonly group?: readonly string[];
  readonly now?: string;
  readonly json?: boolean;
}

/** `--broker`, `--print-event`, `--local`, `--as`, `--group`, `--now` and `--json`. */
export function liveOptions(): readonly Option[] {
  return [
    option(
      "--broker <file>",
      "ask the broker in AWS: outputs of its stack, as a file, as JSON, or - for stdin",
    ),
    option("--print-event", "print the signed event of the Lambda function instead of sending it"),
    option("--local <dir>", "run the broker here, on a folder that holds entitlements.json"),
    option("--as <user|service:id>", "who asks, in local mode"),
    repeated("--group <group>", "a group that they are in, in local mode (once for each)"),
    now("the time that it is, in local mode (default: the clock's)"),
    option("--json", "print the answer as JSON"),
  ];
}

/** An option that may stand several times. */
export function repeated(flags: string, description: string): Option {
  return option(flags, description).argParser<readonly string[]>((value, all) => [...(all ?? []), value]);
}

export const LIVE_EXIT_CODES =
  "0 done, 1 refused, 2 bad usage, unreadable input, or a broker that cannot be asked.";
