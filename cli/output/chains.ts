import { dataChains } from "../../core/reachability/data-chains.js";
import { describeRun } from "../../core/reachability/edge-traffic.js";
import { andMore, type Shown } from "./shown.js";
import { indented } from "./text.js";

/**
 * The chains from the internet to data among the conversations that are shown, as "internet → web on tcp/443 → db on
 * tcp/5432"; a hop that is only possible ends with a question mark.
 */
export function chainTexts({ seen, network, nameOf }: Pick<Shown, "seen" | "network" | "nameOf">): string[] {
  return dataChains(seen, network.model, "possible").map(({ ends, hops }) => {
    const said = hops.map((edges, at) => {
      const doubt = edges.some(({ certainty }) => certainty === "always") ? "" : " ?";
      return `${nameOf(ends[at + 1] ?? "")} on ${edges.map(describeRun).join(", ")}${doubt}`;
    });
    return [nameOf(ends[0] ?? ""), ...said].join(" → ");
  });
}

/** These texts as a list. */
export function renderChains(
  texts: readonly string[],
  { most, width }: Pick<Shown, "most" | "width">,
): string {
  return [
    ...texts.slice(0, most).map((text) => indented(text, 2, "- ", width)),
    ...andMore(texts.length - most, "chain"),
  ].join("\n");
}
