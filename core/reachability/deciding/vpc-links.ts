import type { Knowledge } from "../../terraform/knowledge.js";
import type { NetworkModel } from "../model.js";

/** How two VPCs are connected. */
export type VpcLink =
  /** One VPC. */
  | { readonly kind: "same" }
  /** Peered; groups of the other side can be referenced where `references` says so. */
  | { readonly kind: "peered"; readonly peerings: readonly string[]; readonly references: Knowledge }
  /** One of them is not identified by the input, so they may be one or peered. */
  | { readonly kind: "maybe" }
  | { readonly kind: "apart" };

const SAME: VpcLink = { kind: "same" };
const MAYBE: VpcLink = { kind: "maybe" };
const APART: VpcLink = { kind: "apart" };

/** Which VPCs meet. */
export class VpcLinks {
  readonly #links = new Map<string, VpcLink>();
  readonly #unidentified: ReadonlySet<string>;
  readonly #neighbours = new Map<string, Set<string>>();
  readonly #all: readonly string[];

  constructor(model: NetworkModel) {
    this.#all = [...model.vpcs.keys()];
    this.#unidentified = new Set(
      [...model.vpcs.values()].filter((vpc) => !vpc.identified).map((vpc) => vpc.id),
    );
    for (const { id, requester, accepter, sameRegion } of model.peerings) {
      for (const [one, other] of [
        [requester, accepter],
        [accepter, requester],
      ] as const) {
        const key = `${one}\n${other}`;
        const known = this.#links.get(key);
        const earlier = known?.kind === "peered" ? known : undefined;
        const references = earlier?.references === "yes" ? "yes" : sameRegion;
        this.#links.set(key, { kind: "peered", peerings: [...(earlier?.peerings ?? []), id], references });
        const neighbours = this.#neighbours.get(one) ?? new Set();
        this.#neighbours.set(one, neighbours.add(other));
      }
    }
  }

  between(one: string, other: string): VpcLink {
    if (one === other) return SAME;
    const peered = this.#links.get(`${one}\n${other}`);
    if (peered !== undefined) return peered;
    return this.#unidentified.has(one) || this.#unidentified.has(other) ? MAYBE : APART;
  }

  /** The VPCs that the VPC meets or may meet, itself among them. */
  meeting(vpc: string): readonly string[] {
    if (this.#unidentified.has(vpc)) return this.#all;
    return [...new Set([vpc, ...(this.#neighbours.get(vpc) ?? []), ...this.#unidentified])];
  }
}
