/** An instant to the minute: "2026-03-01 10:00 UTC". @param instant milliseconds since 1970, or RFC 3339 in UTC */
export function instantText(instant: number | string): string {
  const text = typeof instant === "number" ? new Date(instant).toISOString() : instant;
  return `${text.slice(0, 16).replace("T", " ")} UTC`;
}

/** From when to when, with the day of the end only where it is another: "2026-03-01 10:00 to 12:00 UTC". */
export function rangeText({ first, last }: { readonly first: string; readonly last: string }): string {
  const end = instantText(last);
  const from = instantText(first).replace(" UTC", "");
  return `${from} to ${first.slice(0, 10) === last.slice(0, 10) ? end.slice(11) : end}`;
}
