import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** Suites of their own, with a configuration of their own: they need the npm registry, Terraform or an emulator. */
const ELSEWHERE = ["test/deployment/**", "test/package/**", "test/compatibility/**", "test/trino/**"];
/** Tests that start processes: the command, a bundler, an example. test/repository/suites.test.ts keeps the name. */
const COMMANDS = "test/**/*.command.test.ts";
const PROPERTIES = ["test/properties/**/*.test.ts", "test/**/*.property.test.ts"];
const WHOLE_STACKS = ["test/stacks/**", "test/examples/**"];

/** A suite: what of the tests without processes, with how many runs of each property, and whether those with them. */
interface Suite {
  readonly include?: string[];
  readonly exclude?: string[];
  readonly runs?: "few" | "full";
  /** Where the random inputs start from; the same ones each time unless it says otherwise. */
  readonly seed?: "random";
  readonly commands?: boolean;
}

/** What `--mode` chooses; without one, every test with few runs of each property. */
const SUITES: Readonly<Record<string, Suite>> = {
  main: {},
  quick: { exclude: [...PROPERTIES, ...WHOLE_STACKS] },
  properties: { include: PROPERTIES, runs: "full" },
  explore: { include: PROPERTIES, runs: "full", seed: "random" },
  commands: { include: [], commands: true },
};
const EVERYTHING: Suite = { commands: true };

/**
 * Leaves the bundler out: functions get the code of test/harness/unbundled.ts. A plugin instead of `vi.mock`, because
 * then all tests of a worker can share the modules that they load.
 */
const unbundled = {
  name: "unbundled",
  enforce: "pre" as const,
  resolveId: (source: string, importer = "") =>
    source === "./bundle.js" && importer.endsWith("/constructs/function/handler-code.ts")
      ? fileURLToPath(new URL("test/harness/unbundled.ts", import.meta.url))
      : null,
};

export default defineConfig(({ mode }) => {
  const {
    include = ["test/**/*.test.ts"],
    exclude = [],
    runs = "few",
    seed = "fixed",
    commands = false,
  } = SUITES[mode] ?? EVERYTHING;
  // In each project: what the root says is evaluated once more for them, without the mode.
  const inEach = {
    env: {
      NODE_ENV: "test",
      CORDON_PROPERTY_RUNS: process.env["CORDON_PROPERTY_RUNS"] ?? runs,
      CORDON_PROPERTY_SEED: process.env["CORDON_PROPERTY_SEED"] ?? seed,
    },
    setupFiles: ["test/harness/no-token-stacks.ts", "test/harness/property-seed.ts"],
    // Loading cdktf and our modules once a worker instead of once a file halves the time.
    isolate: false,
  };
  return {
    // Examples import the package by its name, as users do; tests run them against the sources.
    resolve: {
      alias: [
        { find: /^cordon$/, replacement: fileURLToPath(new URL("constructs/index.ts", import.meta.url)) },
        {
          find: /^cordon\/middleware$/,
          replacement: fileURLToPath(new URL("middleware/index.ts", import.meta.url)),
        },
      ],
    },
    test: {
      testTimeout: 120_000,
      passWithNoTests: false,
      // On two cores vitest takes one worker, which leaves the other idle most of the time.
      maxWorkers: Math.max(2, availableParallelism() - 1),
      projects: [
        {
          extends: true,
          plugins: [unbundled],
          test: { name: "main", ...inEach, include, exclude: [...ELSEWHERE, ...exclude, COMMANDS] },
        },
        {
          extends: true,
          test: { name: "commands", ...inEach, include: commands ? [COMMANDS] : [], exclude: ELSEWHERE },
        },
      ],
    },
  };
});
