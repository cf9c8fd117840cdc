import { allOf, type Knowledge } from "../../terraform/knowledge.js";
import type { BlockPublicAccess, NetworkModel, Subnet } from "../model.js";

/** Whether conversations of a direction cross the internet gateway of a VPC. */
export interface GatewayAccess {
  readonly ingress: Knowledge;
  readonly egress: Knowledge;
}

const NOT_BLOCKED = { mode: "off", exclusion: "none" } as const;
const OPEN: GatewayAccess = { ingress: "yes", egress: "yes" };

/**
 * What VPC Block Public Access leaves of the ways over internet gateways.
 *
 * Source: VPC guide, "Block public access to VPCs and subnets": modes "off", "block-bidirectional", "block-ingress" (then
 * only NAT gateways and egress-only internet gateways pass packets); exclusions "allow-bidirectional", "allow-egress".
 */
export class PublicAccess {
  readonly #byVpc: ReadonlyMap<string, BlockPublicAccess>;

  constructor(model: Pick<NetworkModel, "blockPublicAccess">) {
    this.#byVpc = model.blockPublicAccess;
  }

  /** Whether something of the VPC may be blocked. */
  isBlocking(vpc: string): boolean {
    const { mode, exclusion } = this.#byVpc.get(vpc) ?? NOT_BLOCKED;
    return mode !== "off" && exclusion !== "allow-bidirectional";
  }

  /** Packets between an interface with a public address and the internet. */
  of(vpc: string, subnet: Subnet | null): GatewayAccess {
    const { mode, exclusion } = this.#at(vpc, subnet);
    if (mode === "off" || exclusion === "allow-bidirectional") return OPEN;
    const doubtful = mode === "unknown" || exclusion === "unknown";
    if (exclusion === "allow-egress") return { ingress: doubtful ? "unknown" : "no", egress: "yes" };
    // Whether answers to a host with a public address pass in block-ingress mode, the guide leaves open.
    if (mode === "block-ingress") return { ingress: doubtful ? "unknown" : "no", egress: "unknown" };
    return doubtful ? { ingress: "unknown", egress: "unknown" } : { ingress: "no", egress: "no" };
  }

  /** Conversations that an egress-only internet gateway lets out. */
  ofEgressOnly(vpc: string, subnet: Subnet | null): Knowledge {
    const { mode, exclusion } = this.#at(vpc, subnet);
    if (mode === "off" || mode === "block-ingress") return "yes";
    if (exclusion === "allow-bidirectional" || exclusion === "allow-egress") return "yes";
    return mode === "unknown" || exclusion === "unknown" ? "unknown" : "no";
  }

  /** Conversations that a NAT gateway of a subnet lets out for an interface in another. */
  ofTranslated(vpc: string, subnet: Subnet | null, nat: Subnet | undefined): Knowledge {
    const here = this.ofEgressOnly(vpc, subnet);
    const there = nat === undefined ? here : this.ofEgressOnly(nat.vpc, nat);
    // The guide does not say whether the exclusion of one of the two subnets is enough.
    return here === there ? here : allOf(here, there) === "no" ? "unknown" : allOf(here, there);
  }

  #at(
    vpc: string,
    subnet: Subnet | null,
  ): { mode: BlockPublicAccess["mode"]; exclusion: BlockPublicAccess["exclusion"] } {
    const block = this.#byVpc.get(vpc);
    if (block === undefined) return NOT_BLOCKED;
    const { mode, exclusion } = block;
    if (exclusion === "allow-bidirectional") return { mode, exclusion };
    if (subnet === null) return { mode, exclusion: block.bySubnet.size > 0 ? "unknown" : exclusion };
    return { mode, exclusion: block.bySubnet.get(subnet.id) ?? exclusion };
  }
}
