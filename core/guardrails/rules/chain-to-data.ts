import { dataChains } from "../../reachability/data-chains.js";
import { describeRun } from "../../reachability/edge-traffic.js";
import { type Guardrail, violated } from "../guardrail.js";

/** The internet, one host, and the data: behind one more tier it is the way every tiered network goes (decision 26). */
const ENDS = 3;

/** CORDON-NET-027: One host stands between the internet and a data port. */
export const chainToData: Guardrail = {
  id: "CORDON-NET-027",
  title: "One host stands between the internet and a data port",
  severity: "low",
  why: "Whoever takes over that one host gets to the data; every rule looks harmless by itself, only the chain shows it.",
  fix: "Put a tier between that host and the data, as frontend, app and db; or acknowledge the chain with the reason why the host is trusted that far.",
  equivalents: { checkov: [], trivy: [], cdkNag: [], cis: [], nist: ["AC-4", "SC-7(21)"] },
  *check({ reachability, model }) {
    for (const { ends, hops } of dataChains(reachability, model, "always")) {
      if (ends.length > ENDS) continue;
      const said = hops.map((runs, at) => `${ends[at + 1]} (${runs.map(describeRun).join(", ")})`);
      yield violated(ends.at(-1) ?? "", [ends[0], ...said].join(" -> "));
    }
  },
};
