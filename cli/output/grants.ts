import type { Report } from "../../core/check/report.js";
import { describeRun } from "../../core/reachability/edge-traffic.js";

/** A conversation that grants may open. */
export interface GrantableConversation {
  /** "app → db on tcp/5432". */
  readonly conversation: string;
  /** "app-to-db, at most 60 minutes": every entitlement. */
  readonly bounds: string;
}

/** The conversations that only a just-in-time grant opens, with what bounds each. */
export function grantableConversations(
  { edges }: Pick<Report, "edges">,
  nameOf: (id: string) => string,
): GrantableConversation[] {
  return edges.flatMap((edge) =>
    edge.grants === undefined
      ? []
      : [
          {
            conversation: `${nameOf(edge.from)} → ${nameOf(edge.to)} on ${describeRun(edge)}`,
            bounds: edge.grants
              .map(({ entitlement, maxMinutes }) => `${entitlement}, at most ${maxMinutes} minutes`)
              .join("; "),
          },
        ],
  );
}
