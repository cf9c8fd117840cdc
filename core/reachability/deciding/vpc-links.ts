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
  readonly #hasIpv6: boolean;

  constructor(model: NetworkModel) {
    this.#all = [...model.vpcs.keys()];
    this.#unidentified = new Set(
      [...model.vpcs.values()].filter((vpc) => !vpc.identified).map((vpc) => vpc.id),
    );
    this.#hasIpv6 = [...model.vpcs.values()].some(
      ({ identified, hasIpv6 }) => identified && hasIpv6 === "yes",
    );
    const inOneRegion = (one: string, other: string): Knowledge => {
      const [here, there] = [model.vpcs.get(one)?.region, model.vpcs.get(other)?.region];
      return here !== undefined && there !== undefined && here !== there ? "no" : "yes";
    };
    for (const { id, requester, accepter, sameRegion, perhaps } of model.peerings) {
      for (const [one, other, certain] of this.#meant(requester, accepter)) {
        const isSure = certain && perhaps === undefined;
        const way: Way = { target: id, addresses: null, certain: isSure };
        // A reference works within one Region alone, whatever the connection says of itself.
        const works = inOneRegion(one, other) === "no" ? "no" : sameRegion;
        const by = works === "yes" && !isSure ? "unknown" : works;
        const references = { ingress: by, egress: by };
        this.#add(one, other, { kind: "linked", out: [way], back: [way], references });
        this.#add(other, one, { kind: "linked", out: [way], back: [way], references });
      }
    }
    for (const { from, to, gateway, out, back, certain, references } of model.transits) {
      for (const [one, other, isMeant] of this.#meant(from, to)) {
        const isSure = certain && isMeant;
        const way = (addresses: AddressSet | null): Way => ({ target: gateway, addresses, certain: isSure });
        const works = (direction: Rule["direction"]): Knowledge => {
          if (inOneRegion(one, other) === "no") return "no";
          return references[direction] === "yes" && !isSure ? "unknown" : references[direction];
        };
        const by = { ingress: works("ingress"), egress: works("egress") };
        const [led, ledBack] = isMeant ? [out, back] : [null, null];
        this.#add(one, other, { kind: "linked", out: [way(led)], back: [way(ledBack)], references: by });
      }
    }
  }

  /** The VPCs that a connection joins: one that is not identified may be any other one. */
  #meant(one: string, other: string): (readonly [one: string, other: string, certain: boolean])[] {
    const others = (id: string, apart: string): string[] =>
      this.#unidentified.has(id)
        ? this.#all.filter((vpc) => vpc !== apart && vpc !== id && !this.#unidentified.has(vpc))
        : [];
    return [
      [one, other, true],
      ...others(other, one).map((vpc) => [one, vpc, false] as const),
      ...others(one, other).map((vpc) => [vpc, other, false] as const),
    ];
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

  /** Whether it is not known which VPC this is, and it may be one of the input that has IPv6. */
  mayHaveIpv6(vpc: string): boolean {
    return this.#hasIpv6 && this.#unidentified.has(vpc);
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
