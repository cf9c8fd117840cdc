import { Segment } from "./segment.js";

/**
 * The segment without flows: a workload whose only group this is can neither reach nor be reached.
 *
 * Replacing a workload's groups by this one does not cut connections that EC2 tracks already; those end with their
 * idle timeout, or at once through a network ACL (EC2 User Guide, "Security group connection tracking").
 * DHCP, the Route 53 Resolver and the instance metadata service are not subject to security groups at all.
 */
export class Quarantine extends Segment {
  /** No flow may end here. */
  override get acceptsFlows(): boolean {
    return false;
  }
}
