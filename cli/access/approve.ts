import { verb } from "../command.js";
import { option, required } from "../options.js";
import type { ApproveArguments, ApproveOptions } from "./approve-run.js";
import { LIVE_EXIT_CODES, liveOptions } from "./live-options.js";

/** `cordon access approve`. */
export const accessApprove = verb<ApproveArguments, ApproveOptions>({
  name: "approve",
  summary: "approve the bytes that a hash stands for",
  description:
    "Approves a request, as one of its approvers and never one's own; the last approval needed starts it.",
  arguments: [["<grant>", "id of the grant"]],
  options: [
    required("--hash <hash>", "the `approvals.hash` of the request: what is approved"),
    option("--minutes <n>", "approve fewer minutes than were asked for"),
    ...liveOptions(),
  ],
  exitCodes: LIVE_EXIT_CODES,
  example: "cordon access approve 01J0000000000000000000000 --hash sha256:... --local demo --as user:lead-1",
  load: async () => (await import("./approve-run.js")).runApprove,
});
