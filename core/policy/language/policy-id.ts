/**
 * What stands before the id of a policy that lies in a row of the registry, in answers and in the access log.
 *
 * No file may use it, so whoever writes a row cannot pass its policy off as one that was reviewed.
 */
export const ROW_MARK = "row:";

/** Whether a file of access policies may give a policy this id. */
export function isPolicyId(text: string): boolean {
  return !text.startsWith(ROW_MARK);
}

/** The id of a policy of a row, as answers and records name it. */
export function rowPolicyId(id: string): string {
  return `${ROW_MARK}${id}`;
}
