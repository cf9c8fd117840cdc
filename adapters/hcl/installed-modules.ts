import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Result } from "../../core/errors.js";
import { accept } from "../../core/errors.js";
import { type JsonObject, listMember, member, textMember } from "../../core/json/values.js";
import { moduleSource } from "../../core/terraform/configuration/module-source.js";
import { satisfies } from "../../core/terraform/configuration/version-constraint.js";

/** The modules that `terraform init` installed below a folder, by their keys: the names of calls with dots between. */
export type InstalledModules = ReadonlyMap<string, InstalledModule>;

/** One entry of the manifest. */
export interface InstalledModule {
  /** Where it came from, as Terraform normalised it. */
  readonly source: string;
  /** @default - it comes from no registry */
  readonly version?: string;
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
    const version = textMember(entry, "Version");
    if (key !== undefined && source !== undefined && folder !== undefined)
      modules.set(key, { source, folder, ...(version === undefined ? {} : { version }) });
  }
  return accept(modules);
}

/** Why what is installed is not what a call asks for, as a clause; undefined where it is. */
export function staleness(installed: InstalledModule | undefined, body: JsonObject): string | undefined {
  const { source } = moduleSource(body);
  if (installed === undefined) return `the module ${source} is not installed`;
  if (!isInstalledFrom(installed, source))
    return `the module is installed from ${installed.source}, not from ${source}`;
  const wanted = member(body, "version");
  const { version } = installed;
  if (wanted === undefined || wanted === null) return undefined;
  if (version === undefined) return `the module ${source} asks for a version, and its source has none`;
  return typeof wanted === "string" && satisfies(version, wanted)
    ? undefined
    : `version ${version} of the module ${source} is installed, which is not ${wanted}`;
}

/** Whether the source that a call writes is the one that was installed. */
function isInstalledFrom(installed: InstalledModule, source: string): boolean {
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
