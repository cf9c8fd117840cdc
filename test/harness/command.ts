import { spawn } from "node:child_process";

/** How a command ended, and what it wrote. */
export interface CommandResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly cwd: string;
  /**
   * Variables on top of {@link cleanEnvironment}.
   * @default - none
   */
  readonly env?: Readonly<Record<string, string>>;
  /**
   * Exit codes that are an answer and no failure.
   * @default - 0 alone
   */
  readonly allowedExitCodes?: readonly number[];
}

/** Lines of a failing command's output that its error repeats. */
const OUTPUT_TAIL = 60;

/** Variables by which a surrounding `npm run` or vitest would steer the commands that a test starts. */
const INHERITED_STEERING =
  /^(npm_(package|lifecycle|command|node|execpath|config_local_prefix|config_global_prefix)|INIT_CWD$|NODE_ENV$|NODE_OPTIONS$|VITEST|TEST$)/;

/** The environment as a user's own shell would hand it on. */
export function cleanEnvironment(): Record<string, string> {
  const clean: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && !INHERITED_STEERING.test(name)) clean[name] = value;
  }
  return clean;
}

/**
 * Runs a command to its end, without a shell and without standard input.
 *
 * @throws Error with the command line and the end of its output, unless it ends with an allowed exit code
 */
export async function run(
  command: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<CommandResult> {
  const { exitCode, stdout, stderr } = await new Promise<CommandResult>((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...cleanEnvironment(), ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const output = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"] as const) {
      child[stream].setEncoding("utf8").on("data", (text: string) => {
        output[stream] += text;
      });
    }
    child.on("error", reject);
    child.on("close", (code) => resolve({ ...output, exitCode: code ?? -1 }));
  });
  if (!(options.allowedExitCodes ?? [0]).includes(exitCode)) {
    const tail = `${stdout}\n${stderr}`.trim().split("\n").slice(-OUTPUT_TAIL).join("\n");
    throw new Error(
      `${command} ${args.join(" ")} ended with exit code ${exitCode} in ${options.cwd}:\n${tail}`,
    );
  }
  return { exitCode, stdout, stderr };
}
