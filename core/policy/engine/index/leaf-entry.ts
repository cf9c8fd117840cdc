import type { CompiledPolicy } from "../compiled-policy.js";
import type { Matches } from "./matches.js";
import { subjectsSignature, textsSignature } from "./signature.js";

/*
 * A leaf is a row of entries, one for each of its policies. An entry is four numbers of 32 bits:
 *
 *    +0        +1          +2         +3
 *   +---------+-----------+----------+-----------------+
 *   | actions | resources | subjects | record   | last |   the next entry ...
 *   +---------+-----------+----------+-----------------+
 *                                      31 bits    1 bit
 *
 *   actions    the actions that the policy names, as a signature (signature.ts)
 *   resources  the resources that it names, as a signature
 *   subjects   the subjects that it names, as a signature
 *   record     the place of the policy's record (policy-record.ts)
 *   last       1 in the last entry of the leaf
 */
const ACTIONS = 0;
const RESOURCES = 1;
const SUBJECTS = 2;
const LINK = 3;
/** Numbers of an entry. */
export const ENTRY_SIZE = 4;

/** Writes the entry of a policy. */
export function writeEntry(
  numbers: Int32Array,
  entry: number,
  policy: CompiledPolicy,
  { record, isLast }: { readonly record: number; readonly isLast: boolean },
): void {
  numbers[entry + ACTIONS] = textsSignature(policy, "action");
  numbers[entry + RESOURCES] = textsSignature(policy, "resource");
  numbers[entry + SUBJECTS] = subjectsSignature(policy);
  numbers[entry + LINK] = (record << 1) | (isLast ? 1 : 0);
}

/** Whether the signatures have bits of the request; where they have not, the policy is not about it. */
export function mayBeAbout(numbers: Int32Array, entry: number, matches: Matches): boolean {
  return (
    ((numbers[entry + ACTIONS] as number) & matches.actionBit) !== 0 &&
    ((numbers[entry + RESOURCES] as number) & matches.resourceBit) !== 0 &&
    ((numbers[entry + SUBJECTS] as number) & matches.subjectBits) !== 0
  );
}

/** The place of the policy's record. */
export function recordOf(numbers: Int32Array, entry: number): number {
  return (numbers[entry + LINK] as number) >>> 1;
}

/** Whether the leaf ends with the entry. */
export function isLast(numbers: Int32Array, entry: number): boolean {
  return ((numbers[entry + LINK] as number) & 1) !== 0;
}
