import { spawnSync } from "node:child_process";
import { describe, test } from "vitest";
import { cleanEnvironment } from "../harness/command.js";

interface Prerequisite {
  readonly command: string;
  readonly probe: readonly string[];
  readonly purpose: string;
  readonly howToGet: string;
}

const PREREQUISITES: readonly Prerequisite[] = [
  {
    command: "terraform",
    probe: ["version"],
    purpose: "applies the synthesized stacks with the real AWS provider",
    howToGet: "install Terraform 1.9 or newer: https://developer.hashicorp.com/terraform/install",
  },
  {
    command: "moto_server",
    probe: ["--help"],
    purpose: "answers as AWS on loopback",
    howToGet: "python3 -m pip install 'moto[server]==5.2.1'",
  },
];

/** What this machine lacks for the deployment tests, a line each; empty if nothing. */
export function missingPrerequisites(): string[] {
  return PREREQUISITES.filter(({ command, probe }) => {
    const { status } = spawnSync(command, probe, { env: cleanEnvironment(), stdio: "ignore" });
    return status !== 0;
  }).map(({ command, purpose, howToGet }) => `${command} is missing; it ${purpose}. To get it: ${howToGet}`);
}

/**
 * A `describe` for tests that deploy. Without its prerequisites it fails where CI=true, because a green build
 * would claim a deployment that never ran, and is skipped with a warning elsewhere.
 */
export function describeDeployment(name: string, body: () => void): void {
  const missing = missingPrerequisites();
  if (missing.length === 0) {
    describe(name, body);
  } else if (process.env["CI"] === "true") {
    test(`${name}: prerequisites`, () => {
      throw new Error(missing.join("\n"));
    });
  } else {
    process.stderr.write(`\nSKIPPED: ${name}\n${missing.map((line) => `  ${line}\n`).join("")}\n`);
    describe.skip(name, body);
  }
}
