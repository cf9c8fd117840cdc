import { verb } from "../command.js";

/** `cordon explain`. */
export const explain = verb<readonly [id: string], object>({
  name: "explain",
  summary: "say what a rule looks for, why, and what to do",
  description: "Prints what there is to say about a rule that a finding of cordon check names.",
  arguments: [["<rule>", "id of the rule, such as CORDON-NET-002; the first part may be left out"]],
  options: [],
  exitCodes: "0 it is printed, 2 no rule has this id.",
  example: "cordon explain CORDON-NET-002",
  load: async () => (await import("./explain-run.js")).runExplain,
});
