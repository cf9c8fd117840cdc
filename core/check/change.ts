import type { CheckedNetwork } from "../reachability/checked-network.js";
import type { NetworkModel, Rule } from "../reachability/model.js";
import type { Changed } from "./changed-attributes.js";
import type { Transition } from "./transition.js";

/** How Terraform and EC2 carry a change out. */
export type ChangeAction =
  | "create"
  | "delete"
  /** AWS's own default group comes under Terraform, which takes all its rules away first. */
  | "adopt"
  /** The permission is modified at one stroke, or an inline rule only gains or loses some of its peers. */
  | "in-place"
  /** The rule is made anew, after the old one is gone unless it creates before it destroys. */
  | "replace-rule"
  /** The entry of a network ACL or prefix list is made anew, after the old one is gone unless it creates before it destroys. */
  | "replace-entry"
  /** The route is made anew, in the same way. */
  | "replace-route"
  /** A new group is made; everything that refers to the old one must move. */
  | "replace-group"
  /** The permission is claimed at one address while another one holds it: InvalidPermission.Duplicate. */
  | "duplicate-permission"
  /** What exists comes under Terraform. */
  | "import"
  /** Terraform lets go of what stays in force. */
  | "forget"
  /** The provider refuses to move the object to a resource of another type. */
  | "refused-move";

/** What becomes of one rule. */
export interface RuleChange {
  readonly action: ChangeAction;
  /** The rule as it will be; where nothing is left of it, as it was. */
  readonly rule: Rule;
  /** The rules before whose conversations the change may cut. */
  readonly touches: readonly string[];
  readonly why: string;
  readonly fix: string | null;
}

/** What becomes of entries of a network ACL or a prefix list, or of routes. */
export interface EntryChange {
  readonly action: ChangeAction;
  readonly resource: string;
  readonly constructPath: string | null;
  /** The network before, with what certainly stands of these entries throughout. */
  readonly meanwhile: (before: NetworkModel) => NetworkModel;
  /** How long what passes again afterwards is cut: "until the new entry stands". */
  readonly lasts: string;
  readonly why: string;
  readonly fix: string | null;
}

/** Two networks, with what leads from the one to the other. */
export interface Change {
  readonly before: CheckedNetwork;
  readonly after: CheckedNetwork;
  readonly transition: Transition;
  /** Groups of which EC2 makes new ones. */
  readonly replacedGroups: ReadonlySet<string>;
  readonly changed: Changed;
  /** Resources that make their successors before they go, by address; beside a plan its own order counts. */
  readonly createdFirst: ReadonlySet<string>;
  /** What is left of each rule before while the change is applied; null where it may be gone at some time. */
  readonly standing: Map<string, Rule | null>;
}
