import type { TestProject } from "vitest/node";
import { TRINO_PREREQUISITES } from "./java.js";
import { startTrino, type TrinoServer } from "./trino-server.js";

declare module "vitest" {
  interface ProvidedContext {
    /** The one Trino of the run; undefined where the machine lacks what it needs, and the tests are skipped. */
    readonly trino: Pick<TrinoServer, "url" | "folder"> | undefined;
  }
}

/** Starts Trino once for all files: it takes a minute on a busy machine. */
export async function setup(project: TestProject): Promise<() => void> {
  if (!TRINO_PREREQUISITES.every(({ present }) => present())) {
    project.provide("trino", undefined);
    return () => {};
  }
  const { url, folder, stop } = await startTrino();
  project.provide("trino", { url, folder });
  return stop;
}
