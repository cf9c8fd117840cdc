import type { Rule } from "../model.js";
import { OneWayRules } from "./one-way-rules.js";
import type { Permit } from "./permits.js";

type Direction = Rule["direction"];

/** The union of the rules of one or more groups: what one interface that carries them lets through. */
export class Profile implements Readonly<Record<Direction, OneWayRules>> {
  readonly groups: readonly string[];
  readonly ingress: OneWayRules;
  readonly egress: OneWayRules;

  /** @param incomplete directions of which some rules are not known */
  constructor(
    groups: readonly string[],
    permits: Readonly<Record<Direction, readonly Permit[]>>,
    incomplete: Readonly<Record<Direction, boolean>>,
  ) {
    this.groups = groups;
    this.ingress = new OneWayRules(permits.ingress, incomplete.ingress);
    this.egress = new OneWayRules(permits.egress, incomplete.egress);
  }

  /** The same rules, taken for all there are. */
  withoutDoubt(): Profile {
    const permits = { ingress: this.ingress.permits, egress: this.egress.permits };
    return new Profile(this.groups, permits, { ingress: false, egress: false });
  }
}
