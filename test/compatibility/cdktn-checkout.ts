import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { CDKTN } from "../harness/cdktn.js";
import { CHECKOUT } from "../harness/checkout.js";
import { run } from "../harness/command.js";

/** What belongs to one checkout and not to its copy. */
const LEFT_BEHIND: ReadonlySet<string> = new Set([
  ".bench",
  ".demo",
  ".git",
  "cdktf.out",
  "coverage",
  "dist",
  "node_modules",
]);

/** Copies the checkout, with its lock file so that nothing but cdktf differs, and installs it with `"cdktf": "npm:cdktn@…"`. The sources are not touched. */
export async function installWithCdktn(folder: string): Promise<void> {
  cpSync(CHECKOUT, folder, {
    recursive: true,
    filter: (source) => source === CHECKOUT || !LEFT_BEHIND.has(basename(source)),
  });
  const path = join(folder, "package.json");
  const { peerDependencies: _, devDependencies, ...manifest } = JSON.parse(readFileSync(path, "utf8"));
  const { "cdktf-cli": __, ...development } = devDependencies;
  const aliased = {
    ...manifest,
    devDependencies: { ...development, ...CDKTN.dependencies },
    overrides: CDKTN.overrides,
  };
  writeFileSync(path, `${JSON.stringify(aliased, null, 2)}\n`);
  await run("npm", ["install", "--no-audit", "--no-fund", "--prefer-offline"], { cwd: folder });
}

/** The JSON of every stack that a program of the checkout in `folder` synthesizes, by stack name. */
export async function synthesizedStacks(
  folder: string,
  program: string,
  outdir: string,
): Promise<Record<string, SynthesizedStack>> {
  const { context } = JSON.parse(readFileSync(join(folder, "cdktf.json"), "utf8"));
  await run("npx", ["--no-install", "tsx", program], {
    cwd: folder,
    env: { CDKTF_OUTDIR: outdir, CDKTF_CONTEXT_JSON: JSON.stringify(context) },
  });
  const { stacks } = JSON.parse(readFileSync(join(outdir, "manifest.json"), "utf8")) as {
    stacks: Record<string, { synthesizedStackPath: string }>;
  };
  return Object.fromEntries(
    Object.entries(stacks).map(([name, { synthesizedStackPath }]) => [
      name,
      JSON.parse(readFileSync(join(outdir, synthesizedStackPath), "utf8")),
    ]),
  );
}

/** The part of a synthesized stack in which the two libraries differ: each writes its own version. */
export interface SynthesizedStack {
  readonly "//": { readonly metadata: { readonly version: string } };
}
