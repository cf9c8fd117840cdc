import type { NetworkErrorCode } from "../../network/error-codes.js";
import type { TrafficSet } from "../../network/traffic.js";
import { Collector } from "../../terraform/collector.js";
import type { TerraformErrorCode } from "../../terraform/error-codes.js";
import type { UnknownItem } from "../../terraform/resource.js";
import type { ReachabilityErrorCode } from "../error-codes.js";

/** The codes that reading the network of a document may answer with. */
export type ReadErrorCode = TerraformErrorCode | ReachabilityErrorCode | NetworkErrorCode;

/** Which traffic a rule lets through, or might where not all of it is known. */
export interface IpPermission {
  readonly traffic: TrafficSet;
  readonly known: boolean;
}

/** What reading a network finds besides the network. */
export class NetworkCollector extends Collector<ReadErrorCode> {
  /** Permissions that were read already, by what they were written as. */
  readonly permissions = new Map<string, IpPermission>();
  readonly #assumptions = new Map<string, UnknownItem>();

  /** What the decision takes for granted, once each, in the order found. */
  get assumptions(): readonly UnknownItem[] {
    return [...this.#assumptions.values()];
  }

  /** Notes something that the decision takes for granted. */
  addAssumption(resource: string, why: string): void {
    this.#assumptions.set(`${resource} ${why}`, { resource, why });
  }
}
