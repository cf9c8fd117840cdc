import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Result } from "../../core/errors.js";
import { accept } from "../../core/errors.js";
import { listMember, textMember } from "../../core/json/values.js";

/** The modules that `terraform init` installed below a folder, by their keys: the names of calls with dots between. */
export type InstalledModules = ReadonlyMap<string, InstalledModule>;

/** One entry of the manifest. */
export interface InstalledModule {
  /** Where it came from, as Terraform normalised it. */
  readonly source: string;
  /** Its folder, relative to the root module. */
  readonly folder: string;
}

/**
 * The manifest of the modules that `terraform init` installed; an empty one where it did not run.
 *
 * @param json reads a file of JSON
 */
export function installedModules<Code extends string>(
  root: string,
  json: (path: string) => Result<unknown, Code>,
): Result<InstalledModules, Code> {
  const path = join(root, ".terraform", "modules", "modules.json");
  if (!existsSync(path)) return accept(new Map());
  const read = json(path);
  if (!read.ok) return read;
  const modules = new Map<string, InstalledModule>();
  for (const entry of listMember(read.value, "Modules")) {
    const [key, source, folder] = ["Key", "Source", "Dir"].map((name) => textMember(entry, name));
    if (key !== undefined && source !== undefined && folder !== undefined)
      modules.set(key, { source, folder });
  }
  return accept(modules);
}

/** Whether the source that a call writes is the one that was installed. */
export function isInstalledFrom(installed: InstalledModule, source: string): boolean {
  const written = normalised(source);
  return (
    installed.source === source || installed.source === written || normalised(installed.source) === written
  );
}

/**
 * The source as Terraform notes it: registry sources with their host, shorthands of GitHub and Bitbucket as git addresses.
 *
 * Source: Terraform, "Module Sources".
 */
function normalised(source: string): string {
  if (/^[\w-]+\/[\w-]+\/[\w-]+(?:\/\/.*)?$/u.test(source)) return `registry.terraform.io/${source}`;
  const shorthand = /^(github\.com|bitbucket\.org)\/([\w.-]+)\/([\w.-]+?)(?:\.git)?((?:\/\/|\?).*)?$/u.exec(
    source,
  );
  if (shorthand !== null) {
    const [, host = "", owner = "", name = "", rest = ""] = shorthand;
    return `git::https://${host}/${owner}/${name}.git${rest}`;
  }
  const ssh = /^git@([\w.-]+):(.+)$/u.exec(source);
  return ssh === null ? source : `git::ssh://git@${ssh[1]}/${ssh[2]}`;
}
