import { maskSecrets } from "../core/detection/mask.js";
import type { DecisionPorts } from "../services/policy-engine/ports.js";
import type { ZeroTrustOptions } from "./options.js";

/**
 * Where records and defects go.
 *
 * Both are functions of the server's. `report` is the last resort, so it never throws; what either returns is no
 * promise by its type, but a rejected one that nobody takes would end the process.
 */
export function sinksOf({ log, report }: ZeroTrustOptions): Pick<DecisionPorts, "log" | "report"> {
  const safeReport = (defect: unknown): void => {
    try {
      takeRejection((report ?? writeDefect)(defect), writeDefect);
    } catch (another) {
      writeDefect(defect);
      writeDefect(another);
    }
  };
  return {
    log: log === undefined ? writeRecord : (line) => takeRejection(log(line), safeReport),
    report: safeReport,
  };
}

/** Takes what a promise is rejected with, where a value is one. */
export function takeRejection(value: unknown, take: (defect: unknown) => void): void {
  if (typeof value === "object" && value !== null) Promise.resolve(value).catch(take);
}

function writeRecord(line: string): void {
  process.stdout.write(line);
}

function writeDefect(defect: unknown): void {
  process.stderr.write(`${maskSecrets(textOf(defect))}\n`);
}

/** Whatever is thrown may refuse to be a text: an object without a prototype, a symbol's text that throws. */
function textOf(defect: unknown): string {
  try {
    return String(defect);
  } catch {
    return "a defect that has no text";
  }
}
