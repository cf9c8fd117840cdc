import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A package of somebody else in a bundle. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** Its licence and notice files, as they are. */
  readonly license: string;
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly author?: string | { readonly name: string };
}

const PACKAGE_FOLDER = /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\//;
const LEGAL_FILE = /^(?:licen[cs]e|notice|copying)(?:[.-].*)?$/i;

/**
 * The packages that files of a bundle come from, in the order of their names.
 *
 * @param inputs paths relative to the root
 * @throws Error for a package whose licence is not in it: somebody has to find out what it asks
 */
export function bundledPackages(inputs: readonly string[], root: string): readonly BundledPackage[] {
  const folders = new Set(inputs.flatMap((path) => PACKAGE_FOLDER.exec(path)?.[0] ?? []));
  return [...folders]
    .map((folder) => packageIn(join(root, folder)))
    .sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** The licences of the packages as one text, in which each licence stands once. */
export function thirdPartyNotices(packages: readonly BundledPackage[]): string {
  const byLicense = new Map<string, Set<string>>();
  for (const one of packages) {
    byLicense.set(one.license, (byLicense.get(one.license) ?? new Set()).add(key(one)));
  }
  return [
    "The functions of Cordon in this folder contain code of these packages, under these licences.\n",
    ...[...byLicense].map(([license, names]) => `${[...names].join("\n")}\n\n${license}\n`),
  ].join(`\n${"-".repeat(80)}\n\n`);
}

function key({ name, version }: BundledPackage): string {
  return `${name} ${version}`;
}

function packageIn(folder: string): BundledPackage {
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
  const { name, version } = manifest;
  const files = readdirSync(folder).filter((file) => LEGAL_FILE.test(file));
  if (files.length === 0) return { name, version, license: withoutFile(manifest, folder) };
  const license = files.sort().map((file) => readFileSync(join(folder, file), "utf8").trim());
  return { name, version, license: license.join("\n\n") };
}

/** The Apache License is the same text for everybody, and Cordon's own; others name who holds the copyright. */
function withoutFile({ name, version, license, author }: Manifest, folder: string): string {
  if (license !== "Apache-2.0") throw new Error(`${name} ${version} has no licence file in ${folder}`);
  const holder = typeof author === "string" ? author : (author?.name ?? "its authors");
  return `By ${holder}, under the Apache License, Version 2.0, which the file LICENSE of Cordon holds.`;
}
