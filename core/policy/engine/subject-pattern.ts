import { compilePattern, matchesAny, type Pattern } from "../language/pattern.js";
import { SUBJECT_KINDS } from "../language/subject.js";
import { FALSE, TRUE, type Truth, UNKNOWN } from "../language/truth.js";
import type { RequestSubject } from "../request/request.js";

/** The subjects of one policy, by kind. */
export interface SubjectPatterns {
  /** Whether "*" is among them. */
  readonly anyone: boolean;
  readonly user: readonly Pattern[];
  readonly service: readonly Pattern[];
  readonly group: readonly Pattern[];
}

/** The compiled form of subjects that were checked; `compile` may give equal names one pattern. */
export function compileSubjects(
  texts: readonly string[],
  compile: (text: string) => Pattern = compilePattern,
): SubjectPatterns {
  const patterns = { anyone: false, user: [] as Pattern[], service: [] as Pattern[], group: [] as Pattern[] };
  for (const text of texts) {
    const kind = SUBJECT_KINDS.find((candidate) => text.startsWith(candidate));
    if (kind === undefined) patterns.anyone = true;
    else patterns[kind].push(compile(text.slice(kind.length + 1)));
  }
  return patterns;
}

/**
 * Whether the subject is one of those that the policy names.
 *
 * Unknown only where the policy names a group that is not among the readable ones of a request whose groups are no
 * list of texts.
 */
export function matchSubject(patterns: SubjectPatterns, subject: RequestSubject): Truth {
  if (patterns.anyone) return TRUE;
  if (matchesAny(patterns[subject.kind], subject.id)) return TRUE;
  if (patterns.group.length === 0) return FALSE;
  for (const group of subject.groups) if (matchesAny(patterns.group, group)) return TRUE;
  return subject.groupsKnown ? FALSE : UNKNOWN;
}

/** Whether every request whose subject `narrow` matches is matched by `wide`. */
export function coversSubjects(
  wide: SubjectPatterns,
  narrow: SubjectPatterns,
  covers: (wide: Pattern, narrow: Pattern) => boolean,
): boolean {
  if (wide.anyone) return true;
  if (narrow.anyone) return false;
  return SUBJECT_KINDS.every((kind) =>
    narrow[kind].every((pattern) => wide[kind].some((other) => covers(other, pattern))),
  );
}
