/**
 * What stands before the id of a policy that lies in a row of the registry, in answers and in the access log.
 *
 * No file may use it, so whoever writes a row cannot pass its policy off as one that was reviewed.
 */
export const ROW_MARK = "row:";

/** The same before the id of a policy that a grant gave: neither a file nor a row passes its policy off as granted. */
export const GRANT_MARK = "grant:";

/** The mark that a file of access policies may not use and that the id starts with, or undefined. */
export function reservedMark(text: string): string | undefined {
  return [ROW_MARK, GRANT_MARK].find((mark) => text.startsWith(mark));
}

/** The id of a policy of a row, as answers and records name it. */
export function rowPolicyId(id: string): string {
  return `${ROW_MARK}${id}`;
}

/** The id of a policy of a grant, as answers and records name it. */
export function grantPolicyId(id: string): string {
  return `${GRANT_MARK}${id}`;
}
