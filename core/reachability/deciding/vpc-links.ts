import type { AddressSet } from "../../network/address-set.js";
import type { Knowledge } from "../../terraform/knowledge.js";
import type { NetworkModel, Rule } from "../model.js";

/** A peering connection or transit gateway between two VPCs, seen from one of them. */
export interface Way {
  /** The target of routes that use it; null: some target whose other side is not in the input. */
  readonly target: string | null;
  /** The other side's addresses that it leads to; null: those that routes send to it. */
  readonly addresses: AddressSet | null;
  /** False: whether it leads there is not determined by the input. */
  readonly certain: boolean;
}

/** How two VPCs are connected. */
export type VpcLink =
  /** One VPC. */
  | { readonly kind: "same" }
  /** Connected by one or more ways; groups of the other side can be referenced where `references` says so. */
  | {
      readonly kind: "linked";
      readonly out: readonly Way[];
      readonly back: readonly Way[];
      readonly references: Readonly<Record<Rule["direction"], Knowledge>>;
    }
  /** One of them is not identified by the input, so they may be one or peered. */
  | { readonly kind: "maybe" }
  | { readonly kind: "apart" };

type Linked = Extract<VpcLink, { kind: "linked" }>;

const SAME: VpcLink = { kind: "same" };
const MAYBE: VpcLink = { kind: "maybe" };
const APART: VpcLink = { kind: "apart" };

/** Which VPCs meet. */
export class VpcLinks {
  readonly #links = new Map<string, Linked>();
  readonly #unidentified: ReadonlySet<string>;
  readonly #neighbours = new Map<string, Set<string>>();
  readonly #all: readonly string[];

  constructor(model: NetworkModel) {
    this.#all = [...model.vpcs.keys()];
    this.#unidentified = new Set(
      [...model.vpcs.values()].filter((vpc) => !vpc.identified).map((vpc) => vpc.id),
    );
    const inOneRegion = (one: string, other: string): Knowledge => {
      const [here, there] = [model.vpcs.get(one)?.region, model.vpcs.get(other)?.region];
      return here !== undefined && there !== undefined && here !== there ? "no" : "yes";
    };
    for (const { id, requester, accepter, sameRegion } of model.peerings) {
      const way: Way = { target: id, addresses: null, certain: true };
      // A reference works within one Region alone, whatever the connection says of itself.
      const works = inOneRegion(requester, accepter) === "no" ? "no" : sameRegion;
      const references = { ingress: works, egress: works };
      this.#add(requester, accepter, { kind: "linked", out: [way], back: [way], references });
      this.#add(accepter, requester, { kind: "linked", out: [way], back: [way], references });
    }
    for (const { from, to, gateway, out, back, certain, references } of model.transits) {
      const way = (addresses: AddressSet | null): Way => ({ target: gateway, addresses, certain });
      const works = inOneRegion(from, to) === "no" ? "no" : references;
      // A transit gateway carries references of ingress rules alone (VPC guide, "Security group referencing").
      const by = { ingress: works, egress: works === "yes" ? "no" : works } as const;
      this.#add(from, to, { kind: "linked", out: [way(out)], back: [way(back)], references: by });
    }
  }

  #add(one: string, other: string, link: Linked): void {
    const key = `${one}\n${other}`;
    const known = this.#links.get(key);
    this.#links.set(key, known === undefined ? link : joined(known, link));
    const neighbours = this.#neighbours.get(one) ?? new Set();
    this.#neighbours.set(one, neighbours.add(other));
  }

  between(one: string, other: string): VpcLink {
    if (one === other) return SAME;
    const linked = this.#links.get(`${one}\n${other}`);
    if (linked !== undefined) return linked;
    return this.#unidentified.has(one) || this.#unidentified.has(other) ? MAYBE : APART;
  }

  /** The VPCs that the VPC meets or may meet, itself among them. */
  meeting(vpc: string): readonly string[] {
    if (this.#unidentified.has(vpc)) return this.#all;
    return [...new Set([vpc, ...(this.#neighbours.get(vpc) ?? []), ...this.#unidentified])];
  }
}

function joined(one: Linked, other: Linked): Linked {
  const best = (a: Knowledge, b: Knowledge): Knowledge =>
    a === "yes" || b === "yes" ? "yes" : a === "unknown" || b === "unknown" ? "unknown" : "no";
  return {
    kind: "linked",
    out: [...one.out, ...other.out],
    back: [...one.back, ...other.back],
    references: {
      ingress: best(one.references.ingress, other.references.ingress),
      egress: best(one.references.egress, other.references.egress),
    },
  };
}
