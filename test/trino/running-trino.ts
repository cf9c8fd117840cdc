import { inject } from "vitest";
import type { TrinoServer } from "./trino-server.js";

/** The Trino that the run has started. */
export type RunningTrino = Pick<TrinoServer, "url" | "folder">;

/** The Trino of this run. @throws Error where none was started */
export function runningTrino(): RunningTrino {
  const trino = inject("trino");
  if (trino === undefined) throw new Error("Trino was not started: see test/trino/global-setup.ts.");
  return trino;
}
