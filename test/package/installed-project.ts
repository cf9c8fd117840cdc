import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CDKTN } from "../harness/cdktn.js";
import { CHECKOUT, pinned } from "../harness/checkout.js";
import { type CommandResult, run } from "../harness/command.js";

/** The two kinds of TypeScript project that use CDKTF. */
export type ModuleKind = "esm" | "commonjs";

/** What `cdktf init --template=typescript` starts a project from. */
const TEMPLATE = join(CHECKOUT, "node_modules/cdktf-cli/bundle/templates/typescript");

/** The template installs whatever TypeScript is newest, and its `ts-node` needs the compiler API, which ends with 5.9. */
const COMPILER = ["typescript@5.9.3", "ts-node@10.9.2"];

const ESM_COMPILER_OPTIONS = {
  target: "es2022",
  module: "nodenext",
  strict: true,
  types: ["node"],
} as const;

/** A project in a folder of its own that has the packed Cordon installed. */
export class InstalledProject {
  readonly path: string;
  readonly #kind: ModuleKind;

  /** Writes the files of a fresh project; {@link install} comes next. */
  constructor(parent: string, kind: ModuleKind) {
    this.path = join(parent, kind);
    this.#kind = kind;
    mkdirSync(this.path);
    copyFileSync(join(CHECKOUT, "test/package/project/main.ts"), join(this.path, "main.ts"));
    this.#write("package.json", {
      name: "shop",
      version: "1.0.0",
      private: true,
      ...(kind === "esm" ? { type: "module" } : {}),
    });
    if (kind === "esm") this.#write("tsconfig.json", { compilerOptions: ESM_COMPILER_OPTIONS });
    else copyFileSync(join(TEMPLATE, "tsconfig.json"), join(this.path, "tsconfig.json"));
  }

  /** Installs packages, as a user would. */
  async install(...packages: string[]): Promise<void> {
    await this.#run("npm", "install", "--no-audit", "--no-fund", "--prefer-offline", ...packages);
  }

  /** Installs Cordon from its tarball, with its peers and a compiler. */
  async installCordon(tarball: string): Promise<void> {
    const peers = ["cdktf", "constructs", "@cdktf/provider-aws"].map(pinned);
    await this.install(tarball, ...peers, ...COMPILER, pinned("@types/node"));
  }

  /** Moves the project to CDK Terrain, as the README says. */
  async installCdktn(): Promise<void> {
    const manifest = JSON.parse(readFileSync(join(this.path, "package.json"), "utf8"));
    const dependencies = { ...manifest.dependencies, ...CDKTN.dependencies };
    this.#write("package.json", { ...manifest, dependencies, overrides: CDKTN.overrides });
    await this.install();
  }

  /**
   * Type-checks the project, and our declarations with it, which the template's own settings would skip.
   * @throws Error with the compiler's messages
   */
  async typeCheck(): Promise<void> {
    await this.#run("npx", "tsc", "--noEmit", "--skipLibCheck", "false");
  }

  /** Type-checks the project with one more file. @throws Error with the compiler's messages */
  async typeCheckWith(name: string, source: string): Promise<void> {
    const path = join(this.path, name);
    writeFileSync(path, source);
    try {
      await this.typeCheck();
    } finally {
      rmSync(path);
    }
  }

  /** Synthesizes the project's stack and returns the text of its JSON. */
  async synth(): Promise<string> {
    if (this.#kind === "esm") {
      await this.#run("npx", "tsc");
      await this.#run("node", "main.js");
    } else {
      // The `app` of the template's cdktf.json.
      await this.#run("npx", "ts-node", "main.ts");
    }
    return readFileSync(join(this.path, "cdktf.out/stacks/shop/cdk.tf.json"), "utf8");
  }

  /** The paths, with forward slashes, of the CommonJS files that an import of one of Cordon's entries loads. */
  async filesLoadedByImport(entry = "cordon"): Promise<string[]> {
    const name = this.#kind === "esm" ? "loaded.mjs" : "loaded.cjs";
    const load =
      this.#kind === "esm"
        ? `import "${entry}"; import { createRequire } from "node:module"; const { cache } = createRequire(import.meta.url);`
        : `require("${entry}"); const { cache } = require;`;
    writeFileSync(join(this.path, name), `${load} console.log(JSON.stringify(Object.keys(cache)));`);
    const { stdout } = await this.#run("node", name);
    return (JSON.parse(stdout) as string[]).map((path) => path.replaceAll("\\", "/"));
  }

  /** Runs the installed `cordon` command. */
  async cordon(...args: string[]): Promise<CommandResult> {
    return run("npx", ["--no-install", "cordon", ...args], {
      cwd: this.path,
      allowedExitCodes: [0, 1, 2, 3],
    });
  }

  /** The manifest of an installed package. */
  manifestOf(name: string): { readonly version: string } {
    return JSON.parse(readFileSync(join(this.path, "node_modules", name, "package.json"), "utf8"));
  }

  #run(command: string, ...args: string[]): Promise<CommandResult> {
    return run(command, args, { cwd: this.path });
  }

  #write(name: string, content: object): void {
    writeFileSync(join(this.path, name), `${JSON.stringify(content, null, 2)}\n`);
  }
}
