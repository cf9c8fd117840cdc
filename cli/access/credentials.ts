import { verb } from "../command.js";
import type { CredentialsArguments, CredentialsOptions } from "./credentials-run.js";
import { LIVE_EXIT_CODES, liveOptions } from "./live-options.js";

/** `cordon access credentials`. */
export const accessCredentials = verb<CredentialsArguments, CredentialsOptions>({
  name: "credentials",
  summary: "assume the role of an active grant",
  description:
    "Assumes the target of one's active grant as its person; in local mode it says what it would assume.",
  notes:
    "It prints what credential_process of an AWS profile expects, with an Expiration at the deadline at the latest.",
  arguments: [["<grant>", "id of the active grant"]],
  options: liveOptions(),
  exitCodes: LIVE_EXIT_CODES,
  example: "cordon access credentials 01J0000000000000000000000 --broker outputs.json",
  load: async () => (await import("./credentials-run.js")).runCredentials,
});
