import { join } from "node:path";

/** The variables of the process. */
export type ProcessEnvironment = Readonly<Record<string, string | undefined>>;

/** A file of the archive, whose folder Lambda names. */
export function archivePath(name: string, env: ProcessEnvironment): string {
  return join(env["LAMBDA_TASK_ROOT"] ?? process.cwd(), name);
}
