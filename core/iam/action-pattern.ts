/** Whether the pattern is exactly this action. IAM ignores the case of actions. */
export function isAction(pattern: string, action: string): boolean {
  return pattern.toLowerCase() === action.toLowerCase();
}

/** Whether the pattern is every action of one service, whichever it is: `s3:*`. */
export function isWholeService(pattern: string): boolean {
  return /^[a-z0-9-]+:\*$/i.test(pattern);
}

/** Whether the pattern is every action of the service, or every action at all. */
export function coversService(pattern: string, service: string): boolean {
  return pattern === "*" || isAction(pattern, `${service}:*`);
}
