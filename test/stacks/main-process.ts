import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, onTestFinished } from "vitest";

/** What a run of stacks/main.ts left behind. */
export interface Run {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Text of every file in the output folder, by path. */
  readonly files: Readonly<Record<string, string>>;
}

const ROOT = resolve(import.meta.dirname, "../..");

/** Runs main.ts as `cdktf synth` does: its command, the context and the output folder in the environment. */
export function runMain(command: readonly string[], context: unknown): Run {
  const outdir = mkdtempSync(join(tmpdir(), "cordon-main-"));
  onTestFinished(() => rmSync(outdir, { recursive: true, force: true }));
  const { CDKTF_CONTEXT_JSON: _, ...environment } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, command, {
    cwd: ROOT,
    encoding: "utf8",
    env: {
      ...environment,
      CDKTF_OUTDIR: outdir,
      ...(context === undefined ? {} : { CDKTF_CONTEXT_JSON: JSON.stringify(context) }),
    },
  });
  const files = readdirSync(outdir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return {
    exitCode: status,
    stdout,
    stderr,
    files: Object.fromEntries(
      files.map((path) => [path.slice(outdir.length + 1), readFileSync(path, "utf8")]),
    ),
  };
}

/** main.ts and all that it imports as one JavaScript file: the same program, which starts in a third of the time. */
export function useCompiledMain(): () => string {
  const folder = mkdtempSync(join(tmpdir(), "cordon-compiled-"));
  const path = join(folder, "main.cjs");
  beforeAll(async () => {
    await build({
      entryPoints: [join(ROOT, "stacks/main.ts")],
      outfile: path,
      bundle: true,
      platform: "node",
      format: "cjs",
      logLevel: "error",
    });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return () => path;
}

/** The context of the repository's own cdktf.json. */
export function defaultContext(): { cordon: Record<string, unknown> } {
  return JSON.parse(readFileSync(join(ROOT, "cdktf.json"), "utf8")).context;
}
