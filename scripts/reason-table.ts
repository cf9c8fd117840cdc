import { isFault, TRANSPORT_REASONS, type TransportReasonCode } from "../services/policy-engine/reasons.js";

/** The table of docs/policy-engine.md, between its two markers. */
export function reasonTable(): string {
  const rows = Object.entries(TRANSPORT_REASONS).map(
    ([code, { meaning, authenticate }]) =>
      `| \`${code}\` | ${authenticate ? "401" : "403"} | ${isFault(code as TransportReasonCode) ? "yes" : ""} | ${meaning} |`,
  );
  return ["| reason | status | fault | meaning |", "|---|---|---|---|", ...rows].join("\n");
}

/** The document with its table as the source has it. */
export function withReasonTable(document: string): string {
  return document.replace(/(<!-- reasons -->\n)[\s\S]*(<!-- \/reasons -->)/, `$1${reasonTable()}\n$2`);
}
