import { type AccessDiff, diffAccess } from "../../core/access/analysis/diff-access.js";
import { EXIT } from "../output/exit-codes.js";
import type { Streams } from "../streams.js";
import { loadEntitlements } from "./entitlement-file.js";

/** The options of `cordon access diff`. */
export interface AccessDiffOptions {
  readonly format: "table" | "json";
  /** @default - differences alone are clean */
  readonly failOn?: "broadening" | "any";
}

/** Compares two files of entitlements and prints what became broader or narrower. */
export async function runAccessDiff(
  [before, after]: readonly [before: string, after: string],
  { format, failOn }: AccessDiffOptions,
  { out }: Streams,
): Promise<number> {
  const diff = diffAccess(loadEntitlements(before), loadEntitlements(after));
  await out.write(format === "json" ? `${JSON.stringify(diff, null, 2)}\n` : asText(diff));
  const fails = diff.changes.some(
    ({ kind }) => failOn === "any" || (failOn !== undefined && kind === failOn),
  );
  return fails ? EXIT.findings : EXIT.clean;
}

const SIGNS = { broadening: "+", narrowing: "-", neutral: "~" } as const;

function asText({ changes }: AccessDiff): string {
  const lines = changes.map(
    ({ kind, entitlement, what, message }) =>
      `${SIGNS[kind]} ${kind} ${entitlement === null ? "" : `${entitlement} `}${what}: ${message}`,
  );
  const broader = changes.filter(({ kind }) => kind === "broadening").length;
  lines.push(
    changes.length === 0 ? "Nothing changes." : `${changes.length} changes, ${broader} of them broader.`,
  );
  return `${lines.join("\n")}\n`;
}
