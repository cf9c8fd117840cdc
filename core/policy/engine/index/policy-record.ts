import type { Effect } from "../../language/policy.js";
import type { ReadRequest } from "../../request/read-request.js";
import { LARGEST_SIZE, type Names, namesSubject, namesText, SIZE_BITS } from "./names.js";

/*
 * The record of a policy: three numbers of 32 bits and then, four to a number, the bytes of its names.
 *
 *    +0     +1                  +2                                    +3
 *   +------+-------------------+---+----------+-----------+---------+-----------------------------+
 *   | rank | conditions | deny | - | subjects | resources | actions | actions, resources, subjects|
 *   +------+-------------------+---+----------+-----------+---------+-----------------------------+
 *            31 bits      1 bit  2   10 bits    10 bits     10 bits   bytes (names.ts)
 *
 *   rank        the policy's place in the order of the ids
 *   conditions  the number of its conditions, which policies with equal ones share
 *   deny        1 for a deny policy, 0 for an allow policy
 *   subjects, resources, actions
 *               how many bytes the names of each take; all 0 where the policy's names cannot be written as bytes
 */
const RANK = 0;
const RULE = 1;
const SIZES = 2;
const NAMES = 3;
const BYTES_PER_NUMBER = 4;

const NO_NAMES: Names = { actions: [], resources: [], subjects: [] };

/** What a record holds. */
export interface PolicyRecord {
  readonly rank: number;
  readonly conditions: number;
  readonly effect: Effect;
  /** Undefined where the names have no bytes, or too many. */
  readonly names: Names | undefined;
}

/** How many numbers the record takes. */
export function recordSize({ names = NO_NAMES }: PolicyRecord): number {
  const bytes = names.actions.length + names.resources.length + names.subjects.length;
  return NAMES + Math.ceil(bytes / BYTES_PER_NUMBER);
}

/** Writes a record; `bytes` is the memory of `numbers`. */
export function writeRecord(
  numbers: Int32Array,
  bytes: Uint8Array,
  record: number,
  { rank, conditions, effect, names = NO_NAMES }: PolicyRecord,
): void {
  const { actions, resources, subjects } = names;
  numbers[record + RANK] = rank;
  numbers[record + RULE] = (conditions << 1) | (effect === "deny" ? 1 : 0);
  numbers[record + SIZES] =
    actions.length | (resources.length << SIZE_BITS) | (subjects.length << (2 * SIZE_BITS));
  bytes.set([...actions, ...resources, ...subjects], firstNameOf(record));
}

export function rankOf(numbers: Int32Array, record: number): number {
  return numbers[record + RANK] as number;
}

/** The number of the policy's conditions. */
export function conditionsOf(numbers: Int32Array, record: number): number {
  return (numbers[record + RULE] as number) >>> 1;
}

export function effectOf(numbers: Int32Array, record: number): Effect {
  return ((numbers[record + RULE] as number) & 1) !== 0 ? "deny" : "allow";
}

/** Whether the record holds the policy's names. */
export function hasNames(numbers: Int32Array, record: number): boolean {
  return numbers[record + SIZES] !== 0;
}

/** Whether the names in the record are those of the request: `isAbout`, for a subject whose groups are known. */
export function areAbout(
  numbers: Int32Array,
  bytes: Uint8Array,
  record: number,
  { subject, action, resource }: ReadRequest,
): boolean {
  const sizes = numbers[record + SIZES] as number;
  const actions = firstNameOf(record);
  const resources = actions + actionBytes(sizes);
  const subjects = resources + resourceBytes(sizes);
  const end = subjects + subjectBytes(sizes);
  return (
    namesText(bytes, resources, subjects, resource) &&
    namesText(bytes, actions, resources, action) &&
    namesSubject(bytes, subjects, end, subject)
  );
}

/** The place of the first name, in bytes. */
function firstNameOf(record: number): number {
  return (record + NAMES) * BYTES_PER_NUMBER;
}

function actionBytes(sizes: number): number {
  return sizes & LARGEST_SIZE;
}

function resourceBytes(sizes: number): number {
  return (sizes >>> SIZE_BITS) & LARGEST_SIZE;
}

function subjectBytes(sizes: number): number {
  return sizes >>> (2 * SIZE_BITS);
}
