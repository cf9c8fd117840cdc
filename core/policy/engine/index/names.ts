import type { Pattern } from "../../language/pattern.js";
import { SUBJECT_KINDS } from "../../language/subject.js";
import type { RequestSubject } from "../../request/request.js";
import type { CompiledPolicy } from "../compiled-policy.js";

/*
 * Names as bytes, which are compared without reading a policy. A list is one name after the other:
 *
 *    +0                +1       +2
 *   +---------+------+--------+---+---+-- ... --+
 *   | kind    | open | length | characters      |   the next name ...
 *   +---------+------+--------+---+---+-- ... --+
 *     7 bits    1 bit  8 bits   8 bits each
 *
 *   kind        of a subject: its place in SUBJECT_KINDS, or ANYONE for "*"; 0 for actions and resources
 *   open        1 for a name with a `*`, which is one of the characters
 *   length      how many characters there are
 *   characters  their codes, U+00FF at most
 */
const LENGTH = 1;
const CHARACTERS = 2;
const LARGEST_BYTE = 0xff;

/** Bits in which a record counts the bytes of a list. */
export const SIZE_BITS = 10;
/** Most bytes of a list. */
export const LARGEST_SIZE = 2 ** SIZE_BITS - 1;

const STAR = 0x2a;
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
  if (subjects.anyone) names.subjects.push(kindByte(ANYONE, false), 0);
  const fit = Object.values(names).every(({ length }) => length <= LARGEST_SIZE);
  return haveBytes && fit ? names : undefined;
}

/** Adds names to the bytes; false where one has none. */
function addNames(bytes: number[], patterns: readonly Pattern[], kind: number): boolean {
  for (const { exact, prefix, suffix, middles } of patterns) {
    const text = exact ?? `${prefix}*${suffix}`;
    if (middles.length > 0 || text.length > LARGEST_BYTE) return false;
    bytes.push(kindByte(kind, exact === null), text.length);
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
  for (let at = start; at < end; at = nextName(bytes, at)) {
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
  for (let at = start; at < end; at = nextName(bytes, at)) {
    const named = kindOf(bytes, at);
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
  const length = lengthOf(bytes, name);
  const more = text.length - length;
  // A `*` may stand for nothing, so a text may be shorter by one.
  if (more !== 0 && (more < -1 || !isOpen(bytes, name))) return false;
  const characters = name + CHARACTERS;
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

function kindByte(kind: number, open: boolean): number {
  return (kind << 1) | (open ? 1 : 0);
}

function kindOf(bytes: Uint8Array, name: number): number {
  return (bytes[name] as number) >>> 1;
}

function isOpen(bytes: Uint8Array, name: number): boolean {
  return ((bytes[name] as number) & 1) !== 0;
}

function lengthOf(bytes: Uint8Array, name: number): number {
  return bytes[name + LENGTH] as number;
}

/** The place of the name after this one. */
function nextName(bytes: Uint8Array, name: number): number {
  return name + CHARACTERS + lengthOf(bytes, name);
}
