/** The groups of one interface, or of a group judged alone. */
export interface CarriedGroups {
  /** Groups that it carries for certain. */
  readonly groups: readonly string[];
  /** Groups that it may carry besides. */
  readonly perhaps: readonly string[];
  /** It may carry any other group too. */
  readonly mayCarryMore: boolean;
}
