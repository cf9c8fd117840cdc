import type { Route, RouteTarget } from "./model.js";

/** Targets that a route within the VPC may have (VPC guide, "Route priority": network interfaces, endpoints, NAT gateways). */
const DIVERTING: ReadonlySet<RouteTarget["kind"]> = new Set(["other", "nat-gateway"]);

/** Whether a route of which the destination lies within the VPC sends packets there to a middlebox, or may do so. */
export function mayDivert({ target }: Route): boolean {
  // The local route wins over what a gateway learns, however specific that is (VPC guide, "Route priority").
  return target.kind === "unknown" ? target.learned !== true : DIVERTING.has(target.kind);
}
