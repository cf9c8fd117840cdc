import { verb } from "../command.js";
import type { CredentialsArguments, CredentialsOptions } from "./credentials-run.js";
import { LIVE_EXIT_CODES, liveOptions } from "./live-options.js";

/** `cordon access credentials`. */
export const accessCredentials = verb<CredentialsArguments, CredentialsOptions>({
  name: "credentials",
  summary: "assume the role of an active grant",
  description:
    "Assumes the target of one's active grant as its person; in local mode it says what it would assume.",
  arguments: [["<grant>", "id of the active grant"]],
  options: liveOptions(),
  exitCodes: LIVE_EXIT_CODES,
  example: "cordon access credentials 01J0000000000000000000000 --local demo --as user:u-17",
  load: async () => (await import("./credentials-run.js")).runCredentials,
});
