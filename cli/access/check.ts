import { verb } from "../command.js";
import { format, now } from "../options.js";
import type { AccessCheckOptions } from "./check-run.js";

/** `cordon access check`. */
export const accessCheck = verb<readonly [path: string], AccessCheckOptions>({
  name: "check",
  summary: "prove that grants end, and that somebody can approve them",
  description: "Checks a file of entitlements before anybody asks for one of them.",
  arguments: [["<entitlements>", "a file of entitlements"]],
  options: [
    format<AccessCheckOptions["format"]>(["table", "json"]),
    now("the time of the check (default: now)"),
  ],
  exitCodes: "0 no finding, 1 findings, 2 bad usage or unreadable input.",
  example: "cordon access check entitlements.json --format json",
  load: async () => (await import("./check-run.js")).runAccessCheck,
});
