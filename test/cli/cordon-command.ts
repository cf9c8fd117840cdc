import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { CHECKOUT } from "../harness/checkout.js";
import { type CommandResult, run } from "../harness/command.js";
import { makeWorkFolder, type WorkFolder } from "../harness/work-folder.js";

/** The `cordon` command, built as scripts/build-cli.mjs builds it, and a folder to run it in. */
export interface CordonCommand {
  readonly folder: WorkFolder;
  /** The file that node runs. */
  readonly program: string;
  /** Writes a file into the folder and returns its name. */
  write(name: string, content: unknown): string;
  /** Runs the command in the folder; every exit code is an answer. */
  run(...args: readonly string[]): Promise<CommandResult>;
  remove(): void;
}

/** What the command said, less the progress that it tells after a second: on a busy machine everything takes that long. */
export function withoutProgress(stderr: string): string {
  return stderr.replace(/^(?:reading|deciding|self-test:) .*\n/gmu, "");
}

const EVERY_EXIT_CODE = Array.from({ length: 256 }, (_, code) => code);

/** Builds the command beside the dependencies that it loads. */
export async function cordonCommand(purpose: string): Promise<CordonCommand> {
  const built = join(CHECKOUT, "node_modules", ".cache", `cordon-${purpose}-${process.pid}`);
  await build({
    entryPoints: [join(CHECKOUT, "cli/cordon.ts")],
    outdir: built,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    packages: "external",
    logLevel: "silent",
  });
  const program = join(built, "cordon.js");
  const folder = makeWorkFolder(purpose);
  return {
    folder,
    program,
    write: (name, content) => {
      const path = join(folder.path, name);
      mkdirSync(join(path, ".."), { recursive: true });
      writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
      return name;
    },
    run: (...args) =>
      run(process.execPath, [program, ...args], {
        cwd: folder.path,
        allowedExitCodes: EVERY_EXIT_CODE,
      }),
    remove: () => {
      folder.remove();
      rmSync(built, { recursive: true, force: true });
    },
  };
}
