import type { Value } from "../../terraform/value.js";
import type { Vpc } from "../model.js";
import type { NetworkCollector } from "./network-collector.js";
import type { ResourceIndex } from "./resource-index.js";

/** What the readers of the parts of a network share. */
export interface NetworkReader {
  readonly index: ResourceIndex;
  readonly collector: NetworkCollector;
  readonly vpcs: VpcRegister;
}

/** The VPCs that were mentioned so far. */
export interface VpcRegister {
  /** Id of the VPC that the value names; of the default VPC of the provider where it is absent. */
  idOf(value: Value | undefined, provider: string): string;
  /** Id of a VPC of which nothing is known: it may be any other VPC. */
  unidentified(id: string): string;
  readonly all: ReadonlyMap<string, Vpc>;
}
