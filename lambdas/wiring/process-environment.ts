import { join } from "node:path";

/** The variables of the process. */
export type ProcessEnvironment = Readonly<Record<string, string | undefined>>;

/** What Lambda says of where a function runs; the access log keeps it. */
export function runsIn(env: ProcessEnvironment): {
  readonly region: string | undefined;
  readonly functionName: string | undefined;
} {
  return { region: env["AWS_REGION"], functionName: env["AWS_LAMBDA_FUNCTION_NAME"] };
}

/** A file of the archive, whose folder Lambda names. */
export function archivePath(name: string, env: ProcessEnvironment): string {
  return join(env["LAMBDA_TASK_ROOT"] ?? process.cwd(), name);
}
