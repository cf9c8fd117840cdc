import { type CommandResult, run } from "../harness/command.js";
import { EMULATOR_CREDENTIALS } from "./aws-emulator.js";
import { writeEmulatorOverride } from "./emulator-override.js";
import { findProviderMirror } from "./provider-mirror.js";

/** One planned change, from `terraform show -json` of a plan. */
export interface PlannedChange {
  /** The Terraform address. */
  readonly address: string;
  readonly type: string;
  readonly actions: readonly ("create" | "update" | "delete" | "read" | "no-op")[];
}

/** One step of an apply: the beginning or the end of one change. */
export interface AppliedChange {
  readonly address: string;
  readonly action: "create" | "update" | "delete" | "read";
  readonly phase: "begun" | "done";
}

/** A line of `terraform apply -json` (Terraform documentation, "Machine-Readable UI"). */
interface ApplyMessage {
  readonly type: string;
  readonly hook?: { readonly resource: { readonly addr: string }; readonly action: AppliedChange["action"] };
}

/** Variables under which Terraform works without questions, and reaches the emulator and no other AWS. */
export function terraformEnvironment(endpoint: string): Record<string, string> {
  const mirror = findProviderMirror();
  const fromMirror: Record<string, string> =
    mirror === undefined
      ? {}
      : {
          TF_CLI_ARGS_init: `-plugin-dir=${mirror.path}`,
          // `cdktf deploy` also locks the provider's checksums.
          TF_CLI_ARGS_providers_lock: `-fs-mirror=${mirror.path}`,
        };
  return {
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
    ...Object.fromEntries(Object.entries(fromMirror).filter(([name]) => process.env[name] === undefined)),
  };
}

/** The folder of one synthesized stack, or of HCL, in which Terraform works against the emulator. */
export class TerraformFolder {
  readonly #path: string;
  readonly #endpoint: string;

  /** @param path the folder that holds cdk.tf.json when the first method is called */
  constructor(path: string, endpoint: string) {
    this.#path = path;
    this.#endpoint = endpoint;
  }

  /** Points the synthesized stack at the emulator; once after every synthesis that brings new resources. */
  override(): void {
    writeEmulatorOverride(this.#path, this.#endpoint, findProviderMirror()?.awsVersions.at(-1));
  }

  async init(): Promise<void> {
    await this.#terraform("init", "-no-color");
  }

  async validate(): Promise<void> {
    await this.#terraform("validate", "-no-color");
  }

  /**
   * Every change that Terraform would make now, saved for {@link apply}.
   *
   * @throws Error if the list and the plan's exit code (0 nothing to do, 2 changes) contradict each other
   */
  async plan(): Promise<PlannedChange[]> {
    const { exitCode, stdout } = await run(
      "terraform",
      ["plan", "-no-color", "-detailed-exitcode", "-out=change.tfplan"],
      { cwd: this.#path, env: terraformEnvironment(this.#endpoint), allowedExitCodes: [0, 2] },
    );
    const shown = (await this.showPlan()) as {
      resource_changes?: { address: string; type: string; change: Pick<PlannedChange, "actions"> }[];
    };
    const changes = (shown.resource_changes ?? [])
      .map(({ address, type, change }) => ({ address, type, actions: change.actions }))
      .filter(({ actions }) => actions.some((action) => action !== "no-op" && action !== "read"));
    if ((exitCode === 0) !== (changes.length === 0)) {
      throw new Error(`terraform plan ended with ${exitCode} and ${changes.length} changes:\n${stdout}`);
    }
    return changes;
  }

  /** Applies what {@link plan} saved, and returns what it did, in the order in which it was begun and done. */
  async apply(): Promise<AppliedChange[]> {
    const { stdout } = await this.#terraform("apply", "-json", "-auto-approve", "change.tfplan");
    return stdout
      .split("\n")
      .filter((line) => line.startsWith("{"))
      .map((line) => JSON.parse(line) as ApplyMessage)
      .flatMap(({ type, hook }) =>
        hook !== undefined && (type === "apply_start" || type === "apply_complete")
          ? [
              {
                address: hook.resource.addr,
                action: hook.action,
                phase: type === "apply_start" ? "begun" : "done",
              },
            ]
          : [],
      );
  }

  /** What {@link plan} saved, as `terraform show -json` prints it. */
  async showPlan(): Promise<unknown> {
    return JSON.parse((await this.#terraform("show", "-json", "change.tfplan")).stdout);
  }

  /** The state, as `terraform show -json` prints it. */
  async showState(): Promise<unknown> {
    return JSON.parse((await this.#terraform("show", "-json")).stdout);
  }

  #terraform(...args: string[]): Promise<CommandResult> {
    return run("terraform", args, { cwd: this.#path, env: terraformEnvironment(this.#endpoint) });
  }
}
