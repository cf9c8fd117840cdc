import type { Verdict } from "./simulate-links.js";
import type { World } from "./world.js";

/**
 * Whether VPC Block Public Access lets a conversation of a host with a public address cross the internet gateway.
 *
 * Source: VPC guide, "Block public access to VPCs and subnets": block-bidirectional stops everything that is not excluded;
 * block-ingress leaves only NAT gateways and egress-only internet gateways, and does not say what becomes of the answers to
 * a host with a public address; allow-egress lets conversations out alone.
 */
export function crossesGateway(world: World, subnet: number, direction: "ingress" | "egress"): Verdict {
  if (world.blocking === null) return "yes";
  const exclusion = exclusionOf(world, subnet);
  if (exclusion === "allow-bidirectional") return "yes";
  if (direction === "ingress") return "no";
  if (exclusion === "allow-egress") return "yes";
  return world.blocking.mode === "block-ingress" ? "perhaps" : "no";
}

/** Whether a NAT gateway leads out for a host: the guide does not say whether one excluded subnet of two is enough. */
export function translatesOut(world: World, subnet: number, gateway: number | null): Verdict {
  const passes = [subnet, gateway ?? subnet].map(
    (each) =>
      world.blocking === null ||
      world.blocking.mode === "block-ingress" ||
      exclusionOf(world, each) !== undefined,
  );
  return passes[0] !== passes[1] ? "perhaps" : passes[0] === true ? "yes" : "no";
}

/** The wider one of what is excluded for the subnet and for its VPC. */
function exclusionOf({ blocking, subnets }: World, subnet: number): string | undefined {
  const modes = (blocking?.exclusions ?? [])
    .filter(({ of }) => ("vpc" in of ? of.vpc === subnets[subnet]?.vpc : of.subnet === subnet))
    .map(({ mode }) => mode);
  return modes.includes("allow-bidirectional") ? "allow-bidirectional" : modes[0];
}
