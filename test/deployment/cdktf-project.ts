import { readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { NetworkConfig } from "../../stacks/network-config.js";
import { CHECKOUT } from "../harness/checkout.js";
import { run } from "../harness/command.js";

const SHIPPED = JSON.parse(readFileSync(join(CHECKOUT, "cdktf.json"), "utf8")) as {
  readonly context: { readonly cordon: NetworkConfig };
};

/** The configuration that the checkout comes with. */
export const SHIPPED_CONFIG = SHIPPED.context.cordon;

/** What each project has of its own: configuration, output, state, and what version control and editors keep. */
const OWN_FILES = /^(\.|cdktf\.)|\.tfstate/;

/**
 * The checkout as a CDKTF project in a folder of its own, so that another context, the output and the state
 * leave the checkout alone. The code is the checkout's, and so is the command that synthesizes it.
 */
export class CdktfProject {
  readonly #path: string;
  readonly #env: Readonly<Record<string, string>>;

  constructor(path: string, env: Readonly<Record<string, string>>) {
    this.#path = path;
    this.#env = { ...env, CI: "1", FORCE_COLOR: "0" };
    for (const name of readdirSync(CHECKOUT)) {
      if (!OWN_FILES.test(name)) symlinkSync(join(CHECKOUT, name), join(path, name));
    }
  }

  /** Synthesizes the reference network with `npx cdktf synth`. */
  async synth(config: NetworkConfig): Promise<void> {
    const project = { ...SHIPPED, context: { cordon: config } };
    writeFileSync(join(this.#path, "cdktf.json"), JSON.stringify(project, null, 2));
    await this.#cdktf("synth");
  }

  /** Synthesizes and applies a stack with `npx cdktf deploy`. */
  async deploy(stack: string): Promise<void> {
    await this.#cdktf("deploy", stack, "--auto-approve");
  }

  /** Where the stack's Terraform runs. */
  stackFolder(stack: string): string {
    return join(this.#path, "cdktf.out/stacks", stack);
  }

  async #cdktf(...args: string[]): Promise<void> {
    await run("npx", ["--no-install", "cdktf", ...args], { cwd: this.#path, env: this.#env });
  }
}
