/**
 * A segment of a path that names one thing of many: a number, a UUID, or 16 and more hexadecimal digits; between
 * slashes, each of which belongs to one segment only. The same pattern runs in RE2, in Trino's engine and in JavaScript.
 */
export const ID_SEGMENT =
  "/(?:[0-9]+|[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}|[0-9A-Fa-f]{16,})/";

/** The class by which a resource is counted: a star in place of each segment that names one thing of many. */
export function resourceClass(resource: string): string {
  const segments = `/${resource.replaceAll("/", "//")}/`;
  return segments.replaceAll(new RegExp(ID_SEGMENT, "g"), "/*/").replaceAll("//", "/").slice(1, -1);
}
