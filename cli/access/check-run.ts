import { type AccessCheck, checkAccess } from "../../core/access/analysis/check-access.js";
import { instantOf } from "../input/now.js";
import { EXIT } from "../output/exit-codes.js";
import type { Streams } from "../streams.js";
import { loadEntitlements } from "./entitlement-file.js";

/** The options of `cordon access check`. */
export interface AccessCheckOptions {
  readonly format: "table" | "json";
  readonly now?: string;
}

/** Checks a file of entitlements and prints what is wrong with it. */
export async function runAccessCheck(
  [path]: readonly [path: string],
  options: AccessCheckOptions,
  { out }: Streams,
): Promise<number> {
  const now = instantOf(options.now);
  const answer = checkAccess(loadEntitlements(path), now);
  await out.write(options.format === "json" ? `${JSON.stringify(answer, null, 2)}\n` : asText(answer));
  return answer.findings.length > 0 ? EXIT.findings : EXIT.clean;
}

function asText({ entitlements, findings, unproven }: AccessCheck): string {
  const proven = entitlements.filter(({ provesExpiry }) => provesExpiry === true).length;
  return [
    ...findings.flatMap(({ rule, severity, entitlement, message, fix }) => [
      `${severity} ${rule} ${entitlement}: ${message}`,
      `  fix: ${fix}`,
    ]),
    ...unproven.map(({ entitlement, message }) => `unproven ${entitlement}: ${message}`),
    `${count(entitlements.length, "entitlement")}, ${proven} with a proven expiry, ${count(findings.length, "finding")}.`,
    "",
  ].join("\n");
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
