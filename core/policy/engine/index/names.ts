import type { Pattern } from "../../language/pattern.js";
import { SUBJECT_KINDS } from "../../language/subject.js";
import type { RequestSubject } from "../../request/request.js";
import type { CompiledPolicy } from "../compiled-policy.js";

/*
 * Lists of names as bytes, which are compared without reading a policy. A name is a byte for its kind and whether it
 * has a `*`, a byte for its length, and a byte for each of its characters.
 */

/** Bytes before the characters of a name. */
const HEADER = 2;
const LARGEST_BYTE = 0xff;
/** Bits of the number of bytes of a list. */
export const SIZE_BITS = 10;
export const LARGEST_SIZE = 2 ** SIZE_BITS - 1;

const STAR = 0x2a;
/** The bit of a name with a `*`; the bits above it are its kind. */
const OPEN = 1;
/** Actions and resources have no kinds. */
const NO_KIND = 0;
const GROUP = SUBJECT_KINDS.indexOf("group");
/** The kind of a policy's subject `*`. */
const ANYONE = SUBJECT_KINDS.length;

/** Names of a policy as bytes. */
export interface Names {
  readonly actions: readonly number[];
  readonly resources: readonly number[];
  readonly subjects: readonly number[];
}

/**
 * The names of a policy as bytes, or undefined where they have none: a name with two `*`, of more than 255 characters
 * or with one beyond U+00FF, or a list that is too long.
 */
export function namesOf({ actions, resources, subjects }: CompiledPolicy): Names | undefined {
  const names: Record<keyof Names, number[]> = { actions: [], resources: [], subjects: [] };
  const haveBytes =
    addNames(names.actions, actions, NO_KIND) &&
    addNames(names.resources, resources, NO_KIND) &&
    SUBJECT_KINDS.every((kind, index) => addNames(names.subjects, subjects[kind], index));
  if (subjects.anyone) names.subjects.push(ANYONE << 1, 0);
  const fit = Object.values(names).every(({ length }) => length <= LARGEST_SIZE);
  return haveBytes && fit ? names : undefined;
}

/** Adds names to the bytes; false where one has none. */
function addNames(bytes: number[], patterns: readonly Pattern[], kind: number): boolean {
  for (const { exact, prefix, suffix, middles } of patterns) {
    const text = exact ?? `${prefix}*${suffix}`;
    if (middles.length > 0 || text.length > LARGEST_BYTE) return false;
    bytes.push((kind << 1) | (exact === null ? OPEN : 0), text.length);
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      if (code > LARGEST_BYTE) return false;
      bytes.push(code);
    }
  }
  return true;
}

/** Whether one of the names from `start` up to `end` stands for the text. */
export function namesText(bytes: Uint8Array, start: number, end: number, text: string): boolean {
  for (let at = start; at < end; at += HEADER + (bytes[at + 1] as number)) {
    if (standsFor(bytes, at, text)) return true;
  }
  return false;
}

/** Whether one of the names from `start` up to `end` stands for the subject or one of its groups. */
export function namesSubject(
  bytes: Uint8Array,
  start: number,
  end: number,
  { kind, id, groups }: RequestSubject,
): boolean {
  for (let at = start; at < end; at += HEADER + (bytes[at + 1] as number)) {
    const named = (bytes[at] as number) >> 1;
    if (named === GROUP) {
      for (const group of groups) if (standsFor(bytes, at, group)) return true;
    } else if (named === ANYONE || (SUBJECT_KINDS[named] === kind && standsFor(bytes, at, id))) {
      return true;
    }
  }
  return false;
}

/** Whether the name is the text, or its `*` can stand for what the text has more. */
function standsFor(bytes: Uint8Array, name: number, text: string): boolean {
  const length = bytes[name + 1] as number;
  const more = text.length - length;
  // A `*` may stand for nothing, so a text may be shorter by one.
  if (more !== 0 && (more < -1 || ((bytes[name] as number) & OPEN) === 0)) return false;
  const characters = name + HEADER;
  let index = 0;
  for (; index < length; index += 1) {
    const character = bytes[characters + index];
    if (character === STAR) break;
    if (character !== text.charCodeAt(index)) return false;
  }
  for (let last = length - 1; last > index; last -= 1) {
    if (bytes[characters + last] !== text.charCodeAt(last + more)) return false;
  }
  return true;
}
