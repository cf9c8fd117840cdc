import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** Suites of their own, with a configuration of their own: they need the npm registry, Terraform or an emulator. */
const ELSEWHERE = ["test/deployment/**", "test/package/**", "test/compatibility/**"];
/** Tests that start processes: the command, a bundler, an example. test/repository/suites.test.ts keeps the name. */
const COMMANDS = "test/**/*.command.test.ts";
const PROPERTIES = ["test/properties/**/*.test.ts", "test/**/*.property.test.ts"];
/** Tests that synthesize functions, and so bundle, or that synthesize whole stacks. */
const WHOLE_STACKS = ["test/constructs/function/**", "test/stacks/**", "test/examples/**"];

/** What `--mode` chooses; without one, every test with few runs of each property. */
const SUITES: Readonly<Record<string, { include?: string[]; exclude?: string[]; runs?: "few" | "full" }>> = {
  main: { exclude: [COMMANDS] },
  quick: { exclude: [COMMANDS, ...PROPERTIES, ...WHOLE_STACKS] },
  properties: { include: PROPERTIES, runs: "full" },
  commands: { include: [COMMANDS] },
};

export default defineConfig(({ mode }) => {
  const { include = ["test/**/*.test.ts"], exclude = [], runs = "few" } = SUITES[mode] ?? {};
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
      include,
      exclude: [...ELSEWHERE, ...exclude],
      env: { NODE_ENV: "test", CORDON_PROPERTY_RUNS: process.env["CORDON_PROPERTY_RUNS"] ?? runs },
      // Our modules are evaluated for each file all the same; only packages are shared, which halves the time.
      isolate: false,
      testTimeout: 30_000,
      passWithNoTests: false,
    },
  };
});
