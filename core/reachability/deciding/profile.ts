import type { Rule } from "../model.js";
import type { CarriedGroups } from "./carried-groups.js";
import { OneWayRules } from "./one-way-rules.js";
import type { Permit } from "./permits.js";

type Direction = Rule["direction"];

/** The union of the rules of one or more groups: what one interface that carries them lets through. */
export class Profile implements CarriedGroups, Readonly<Record<Direction, OneWayRules>> {
  readonly groups: readonly string[];
  readonly perhaps: readonly string[];
  readonly mayCarryMore: boolean;
  readonly ingress: OneWayRules;
  readonly egress: OneWayRules;

  /** @param incomplete directions of which some rules are not known */
  constructor(
    { groups, perhaps, mayCarryMore }: CarriedGroups,
    permits: Readonly<Record<Direction, readonly Permit[]>>,
    incomplete: Readonly<Record<Direction, boolean>>,
  ) {
    this.groups = groups;
    this.perhaps = perhaps;
    this.mayCarryMore = mayCarryMore;
    this.ingress = new OneWayRules(permits.ingress, incomplete.ingress);
    this.egress = new OneWayRules(permits.egress, incomplete.egress);
  }

  /** Whether it carries the group, or may for what is known of it. */
  includes(group: string): boolean {
    return this.groups.includes(group) || this.perhaps.includes(group);
  }

  /** The same rules, taken for all there are. */
  withoutDoubt(): Profile {
    const permits = { ingress: this.ingress.permits, egress: this.egress.permits };
    return new Profile(this, permits, { ingress: false, egress: false });
  }
}
