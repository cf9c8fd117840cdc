import { readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ApiConfig } from "../../stacks/api-config.js";
import type { NetworkConfig } from "../../stacks/network-config.js";
import { CHECKOUT } from "../harness/checkout.js";
import { run } from "../harness/command.js";

const SHIPPED = JSON.parse(readFileSync(join(CHECKOUT, "cdktf.json"), "utf8")) as {
  readonly context: { readonly cordon: NetworkConfig; readonly "cordon-api": ApiConfig } & Contexts;
};

/** Configurations of stacks, by the key of their context. */
export type Contexts = Readonly<Record<string, unknown>>;

/** The configuration that the checkout comes with. */
export const SHIPPED_CONFIG = SHIPPED.context.cordon;

/** All reference stacks in one app: those of the checkout, and the authenticator, whose tokens the API believes. */
export function everyContext(): Contexts {
  const { issuer: _, ...api } = SHIPPED.context["cordon-api"];
  const identity = {
    name: "shop",
    region: SHIPPED_CONFIG.region,
    domain: "login.example.com",
    relyingParty: { id: "example.com", name: "Example" },
    certificateArn: `arn:aws:acm:${SHIPPED_CONFIG.region}:111122223333:certificate/0c0d0011-7e57-4c0d-a5e9-000000000001`,
    openUntil: "2100-01-01T00:00:00Z",
  };
  return { ...SHIPPED.context, "cordon-api": api, "cordon-identity": identity };
}

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
  synth(config: NetworkConfig): Promise<void> {
    return this.synthAll({ cordon: config });
  }

  /** Synthesizes the stacks of these contexts in the same way. */
  async synthAll(context: Contexts): Promise<void> {
    const project = { ...SHIPPED, context };
    writeFileSync(join(this.#path, "cdktf.json"), JSON.stringify(project, null, 2));
    await this.#cdktf("synth");
  }

  /** Synthesizes and applies a stack with `npx cdktf deploy`. */
  async deploy(stack: string): Promise<void> {
    await this.#cdktf("deploy", stack, "--auto-approve");
  }

  /** Every stack, as it was synthesized. */
  get output(): string {
    return join(this.#path, "cdktf.out");
  }

  /** Where a stack of the reference app keeps its state. */
  stateFile(stack: string): string {
    return join(this.#path, `terraform.${stack}.tfstate`);
  }

  /** Where the stack's Terraform runs. */
  stackFolder(stack: string): string {
    return join(this.output, "stacks", stack);
  }

  async #cdktf(...args: string[]): Promise<void> {
    await run("npx", ["--no-install", "cdktf", ...args], { cwd: this.#path, env: this.#env });
  }
}
