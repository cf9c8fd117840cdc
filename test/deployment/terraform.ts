import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type CommandResult, run } from "../harness/command.js";
import { EMULATOR_CREDENTIALS } from "./aws-emulator.js";
import { findProviderMirror } from "./provider-mirror.js";

/** One planned change, from `terraform show -json` of a plan. */
export interface PlannedChange {
  /** The Terraform address. */
  readonly address: string;
  readonly type: string;
  readonly actions: readonly ("create" | "update" | "delete" | "read" | "no-op")[];
}

/**
 * What Terraform needs besides the stack to reach the emulator and no other endpoint.
 *
 * The override file merges into the synthesized configuration, which itself stays as a user would deploy it.
 */
export interface EmulatorSettings {
  readonly env: Readonly<Record<string, string>>;
  /** Content of `emulator_override.tf.json`. */
  readonly override: object;
}

export const OVERRIDE_FILE = "emulator_override.tf.json";

/** The settings for an emulator at `endpoint`, with the AWS provider that this machine has. */
export function emulatorSettings(endpoint: string): EmulatorSettings {
  const mirror = findProviderMirror();
  const version = mirror?.awsVersions.at(-1);
  const usesMirror = mirror !== undefined && process.env["TF_CLI_ARGS_init"] === undefined;
  return {
    env: {
      TF_IN_AUTOMATION: "1",
      TF_INPUT: "0",
      CHECKPOINT_DISABLE: "1",
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: EMULATOR_CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: EMULATOR_CREDENTIALS.secretAccessKey,
      AWS_EC2_METADATA_DISABLED: "true",
      // No profile of the person who runs the test takes part.
      AWS_CONFIG_FILE: "/dev/null",
      AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
      ...(usesMirror ? { TF_CLI_ARGS_init: `-plugin-dir=${mirror.path}` } : {}),
    },
    override: {
      terraform:
        version === undefined
          ? {}
          : { required_providers: { aws: { source: "hashicorp/aws", version: `= ${version}` } } },
      provider: {
        aws: [
          {
            access_key: EMULATOR_CREDENTIALS.accessKeyId,
            secret_key: EMULATOR_CREDENTIALS.secretAccessKey,
            skip_credentials_validation: true,
            skip_metadata_api_check: "true",
            s3_use_path_style: true,
            endpoints: [Object.fromEntries(EMULATED_SERVICES.map((service) => [service, endpoint]))],
          },
        ],
      },
    },
  };
}

/** Services that the stacks use, by their names in the provider's `endpoints` block. */
const EMULATED_SERVICES = [
  "ec2",
  "elbv2",
  "iam",
  "kms",
  "logs",
  "rds",
  "s3",
  "secretsmanager",
  "sts",
] as const;

/** A working folder of Terraform that holds one synthesized stack. */
export class TerraformFolder {
  readonly #path: string;
  readonly #settings: EmulatorSettings;

  constructor(path: string, settings: EmulatorSettings) {
    this.#path = path;
    this.#settings = settings;
    mkdirSync(path, { recursive: true });
    this.#write(OVERRIDE_FILE, settings.override);
  }

  /** Puts a stack into the folder, in place of the one before. */
  write(stack: object): void {
    this.#write("cdk.tf.json", stack);
  }

  async init(): Promise<void> {
    await this.#terraform("init", "-no-color");
  }

  async validate(): Promise<void> {
    await this.#terraform("validate", "-no-color");
  }

  /** Applies what {@link plan} saved. */
  async apply(): Promise<void> {
    await this.#terraform("apply", "-no-color", "-auto-approve", "change.tfplan");
  }

  /** Every change that Terraform would make now; empty if the plan's own exit code says that there is none. */
  async plan(): Promise<PlannedChange[]> {
    const plan = await run(
      "terraform",
      ["plan", "-no-color", "-detailed-exitcode", "-out=change.tfplan"],
      this.#options([0, 2]),
    );
    const shown = JSON.parse((await this.#terraform("show", "-json", "change.tfplan")).stdout) as {
      resource_changes?: { address: string; type: string; change: Pick<PlannedChange, "actions"> }[];
    };
    const changes = (shown.resource_changes ?? [])
      .map(({ address, type, change }) => ({ address, type, actions: change.actions }))
      .filter(({ actions }) => actions.some((action) => action !== "no-op" && action !== "read"));
    if ((plan.exitCode === 0) !== (changes.length === 0)) {
      throw new Error(
        `terraform plan ended with ${plan.exitCode}, but lists ${changes.length} resource changes:\n${plan.stdout}`,
      );
    }
    return changes;
  }

  #terraform(...args: string[]): Promise<CommandResult> {
    return run("terraform", args, this.#options([0]));
  }

  #options(allowedExitCodes: readonly number[]) {
    return { cwd: this.#path, env: this.#settings.env, allowedExitCodes };
  }

  #write(name: string, content: object): void {
    writeFileSync(join(this.#path, name), `${JSON.stringify(content, null, 2)}\n`);
  }
}
