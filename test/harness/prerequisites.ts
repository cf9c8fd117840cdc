import { spawnSync } from "node:child_process";
import { describe, test } from "vitest";
import { cleanEnvironment } from "./command.js";

/** A program that a suite needs and npm does not install. */
export interface Prerequisite {
  readonly name: string;
  /** Tells whether the machine has it. */
  readonly present: () => boolean;
  readonly purpose: string;
  readonly howToGet: string;
}

/** Whether a command starts and ends well. */
export function runs(command: string, arguments_: readonly string[]): boolean {
  return spawnSync(command, arguments_, { env: cleanEnvironment(), stdio: "ignore" }).status === 0;
}

/**
 * A `describe` for tests that need more than npm installs. Without its prerequisites it fails where CI=true, because a
 * green build would claim a run that never was, and is skipped with a warning elsewhere.
 */
export function describeWith(prerequisites: readonly Prerequisite[], name: string, body: () => void): void {
  const missing = prerequisites
    .filter(({ present }) => !present())
    .map(
      ({ name: program, purpose, howToGet }) =>
        `${program} is missing; it ${purpose}. To get it: ${howToGet}`,
    );
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
