import type { Reachability } from "./decision.js";
import type { NetworkModel } from "./model.js";

/** What can reach what in the network, by the rules of docs/reachability.md. */
export type Decide = (model: NetworkModel) => Reachability;
