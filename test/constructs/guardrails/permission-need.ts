/** Something that AWS does, or refuses, as a policy says, and that no emulator looks at. */
export interface PermissionNeed {
  readonly what: string;
  readonly isMet: boolean;
}

/** One of them. */
export function need(what: string, isMet: boolean): PermissionNeed {
  return { what, isMet };
}
