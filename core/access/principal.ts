/** Who asks: from the transport in live verbs, from the request in `plan`. */
export interface Requester {
  readonly id: string;
  /** @default "user" */
  readonly kind?: string;
  /** @default - none */
  readonly groups?: readonly string[];
}

/** An id that STS takes as a source identity (STS API Reference, AssumeRole); so it holds no wildcard and no variable. */
export const PERSON_ID = /^[A-Za-z0-9_+=,.@-]{2,64}$/;

/** Whether one of the entries `user:<id>`, `service:<id>` and `group:<name>` names the requester, case-sensitive. */
export function isNamed(entries: readonly string[], { id, kind = "user", groups = [] }: Requester): boolean {
  return (
    ((kind === "user" || kind === "service") && entries.includes(`${kind}:${id}`)) ||
    groups.some((group) => entries.includes(`group:${group}`))
  );
}

/** Whether two ids are of one person: nobody gains a second self by other letters. */
export function isSamePerson(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
