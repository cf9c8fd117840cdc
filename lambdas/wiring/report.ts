import { maskSecrets } from "../../core/detection/mask.js";

/** Writes what went wrong to the function's log, which is not the access log: without a level that is a record's. */
export function report(defect: unknown): void {
  const message = defect instanceof Error ? `${defect.name}: ${defect.message}` : String(defect);
  process.stderr.write(
    `${JSON.stringify({ level: "ERROR", message: maskSecrets(message).slice(0, 2000) })}\n`,
  );
}
