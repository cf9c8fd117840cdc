import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** A folder that `terraform init -plugin-dir` accepts, and the AWS provider versions in it, newest last. */
export interface ProviderMirror {
  readonly path: string;
  readonly awsVersions: readonly string[];
}

const HOSTNAME = "registry.terraform.io";
const TERRAFORM_PLATFORM = {
  os: process.platform === "win32" ? "windows" : process.platform,
  arch: { x64: "amd64", ia32: "386" }[process.arch as string] ?? process.arch,
};

/** Top-level folders that hold no files of their own. */
const VIRTUAL_FOLDERS: ReadonlySet<string> = new Set(["proc", "sys", "dev", "run"]);

/**
 * The provider mirror that `terraform init` is to use.
 *
 * A `-plugin-dir` in TF_CLI_ARGS_init decides alone. Otherwise a folder named registry.terraform.io is looked
 * for in the top-level folders and in theirs; a machine that has none downloads the provider, as `terraform
 * init` does by itself.
 */
export function findProviderMirror(
  initArguments = process.env["TF_CLI_ARGS_init"],
): ProviderMirror | undefined {
  if (initArguments !== undefined) {
    const path = /-plugin-dir[= ]"?([^" ]+)/.exec(initArguments)?.[1];
    return path === undefined ? undefined : mirrorAt(path);
  }
  const topLevel = foldersIn("/")
    .filter((name) => !VIRTUAL_FOLDERS.has(name))
    .map((name) => join("/", name));
  const candidates = topLevel.flatMap((folder) => [
    folder,
    ...foldersIn(folder).map((name) => join(folder, name)),
  ]);
  return candidates.map(mirrorAt).find((mirror) => mirror !== undefined);
}

function mirrorAt(path: string): ProviderMirror | undefined {
  const folder = join(path, HOSTNAME, "hashicorp/aws");
  if (!existsSync(folder)) return undefined;
  const awsVersions = [...unpackedVersions(folder), ...packedVersions(folder)].sort(compareVersions);
  return awsVersions.length === 0 ? undefined : { path, awsVersions };
}

/** `<version>/<os>_<arch>/`, the layout of an unpacked mirror. */
function unpackedVersions(folder: string): string[] {
  const platform = `${TERRAFORM_PLATFORM.os}_${TERRAFORM_PLATFORM.arch}`;
  return foldersIn(folder).filter((version) => existsSync(join(folder, version, platform)));
}

/** `terraform-provider-aws_<version>_<os>_<arch>.zip`, the layout of `terraform providers mirror`. */
function packedVersions(folder: string): string[] {
  const suffix = `_${TERRAFORM_PLATFORM.os}_${TERRAFORM_PLATFORM.arch}.zip`;
  const prefix = "terraform-provider-aws_";
  return readdirSync(folder)
    .filter((name) => name.startsWith(prefix) && name.endsWith(suffix))
    .map((name) => name.slice(prefix.length, -suffix.length));
}

function foldersIn(path: string): string[] {
  try {
    return readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
  } catch {
    // A folder that this user may not read holds no mirror for this user.
    return [];
  }
}

function compareVersions(a: string, b: string): number {
  return a.localeCompare(b, "en", { numeric: true });
}
