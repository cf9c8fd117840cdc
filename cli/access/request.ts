import { verb } from "../command.js";
import { option, required } from "../options.js";
import { LIVE_EXIT_CODES, liveOptions, repeated } from "./live-options.js";
import type { RequestArguments, RequestOptions } from "./request-run.js";

/** `cordon access request`. */
export const accessRequest = verb<RequestArguments, RequestOptions>({
  name: "request",
  summary: "ask for an entitlement, for some minutes",
  description: "Asks for entitlements; answers with granted, waiting for approval, or refused and why.",
  arguments: [["<entitlements...>", "ids of entitlements; several have an outcome each"]],
  options: [
    required("--minutes <n>", "how long, from the activation on"),
    option("--reason <text>", "why"),
    option("--ticket <ticket>", "the ticket that it belongs to"),
    repeated("--action <pattern>", "narrow it to this action (once for each)"),
    repeated("--resource <pattern>", "narrow it to this resource (once for each)"),
    option("--not-before <instant>", "start then, at most 30 days ahead"),
    option("--break-glass", "start at once, without approval; a review is owed afterwards"),
    option("--client-token <token>", "the same token and request again give the same grant"),
    option("--wait", "stay until it is granted, denied or lapsed"),
    option("--timeout <seconds>", "wait no longer than that (default: until it is decided)"),
    ...liveOptions(),
  ],
  exitCodes: `${LIVE_EXIT_CODES.slice(0, -1)}, 3 not decided within --timeout.`,
  example:
    'cordon access request orders-db-read --minutes 60 --reason "failed refunds" --wait --broker outputs.json',
  load: async () => (await import("./request-run.js")).runRequest,
});
