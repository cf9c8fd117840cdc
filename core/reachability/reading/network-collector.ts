import type { Problem } from "../../errors.js";
import type { NetworkErrorCode } from "../../network/error-codes.js";
import type { TrafficSet } from "../../network/traffic.js";
import { Collector } from "../../terraform/collector.js";
import type { TerraformErrorCode } from "../../terraform/error-codes.js";
import type { UnknownItem } from "../../terraform/resource.js";
import type { ReachabilityErrorCode } from "../error-codes.js";
import type { RefusedRule } from "../model.js";

/** The codes that reading the network of a document may answer with. */
export type ReadErrorCode = TerraformErrorCode | ReachabilityErrorCode | NetworkErrorCode;

/** Which traffic a rule lets through, or might where not all of it is known. */
export interface IpPermission {
  readonly traffic: TrafficSet;
  readonly known: boolean;
}

/** Values of a rule that EC2 refuses although Terraform plans them. */
const REFUSED_BY_EC2: ReadonlySet<ReadErrorCode> = new Set([
  "CORDON_RULE_INVALID",
  "CORDON_CIDR_MALFORMED",
  "CORDON_CIDR_HOST_BITS",
  "CORDON_PROTOCOL_UNKNOWN",
  "CORDON_PORT_OUT_OF_RANGE",
  "CORDON_PORT_RANGE_REVERSED",
] as const);

/** What reading a network finds besides the network. */
export class NetworkCollector extends Collector<ReadErrorCode> {
  /** Permissions that were read already, by what they were written as. */
  readonly permissions = new Map<string, IpPermission>();
  readonly #refused: RefusedRule[] = [];
  /** The rule that is being read, and whether EC2 refuses it. */
  #reading: { readonly rule: string; refused: boolean } | undefined;
  readonly #assumptions = new Map<string, UnknownItem>();

  /** Rules that EC2 refuses, in the order found. */
  get refusedRules(): readonly RefusedRule[] {
    return this.#refused;
  }

  /** What reading a rule gives; undefined where EC2 refuses a value of it, which is not a mistake of the document. */
  readingRule<T>(rule: string, read: () => T): T | undefined {
    const reading = { rule, refused: false };
    this.#reading = reading;
    const value = read();
    this.#reading = undefined;
    return reading.refused ? undefined : value;
  }

  override problem(problem: Problem<ReadErrorCode>, where: string): void {
    if (this.#reading === undefined || !REFUSED_BY_EC2.has(problem.code)) super.problem(problem, where);
    else {
      this.#reading.refused = true;
      this.#refused.push({ rule: this.#reading.rule, problem });
    }
  }

  /** Of a rule that is refused, nothing else is worth knowing. */
  override addUnknown(resource: string, why: string): void {
    if (this.#reading?.refused !== true) super.addUnknown(resource, why);
  }

  /** What the decision takes for granted, once each, in the order found. */
  get assumptions(): readonly UnknownItem[] {
    return [...this.#assumptions.values()];
  }

  /** Notes something that the decision takes for granted. */
  addAssumption(resource: string, why: string): void {
    this.#assumptions.set(`${resource} ${why}`, { resource, why });
  }
}
