import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The root folder of the checkout under test. */
export const CHECKOUT = join(import.meta.dirname, "../..");

interface PackageManifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

/** The package.json of the checkout. */
export function packageManifest(): PackageManifest {
  return JSON.parse(readFileSync(join(CHECKOUT, "package.json"), "utf8"));
}

/**
 * A package at the version that the checkout itself is built and tested with, as `npm install` takes it.
 *
 * @throws Error if the checkout does not use the package
 */
export function pinned(name: string): string {
  const version = packageManifest().devDependencies[name];
  if (version === undefined) throw new Error(`package.json has no development dependency ${name}`);
  return `${name}@${version}`;
}
