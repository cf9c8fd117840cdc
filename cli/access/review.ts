import { verb } from "../command.js";
import { LIVE_EXIT_CODES, liveOptions } from "./live-options.js";
import type { ReviewArguments, ReviewOptions } from "./review-run.js";

/** `cordon access review`. */
export const accessReview = verb<ReviewArguments, ReviewOptions>({
  name: "review",
  summary: "review a grant that broke the glass",
  description: "Reviews a grant that broke the glass, as one of the approvers who were skipped.",
  arguments: [["<grant>", "id of the grant"]],
  options: [...liveOptions()],
  exitCodes: LIVE_EXIT_CODES,
  example: "cordon access review 01J0000000000000000000000 --local demo --as user:lead-1",
  load: async () => (await import("./review-run.js")).runReview,
});
