import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** Suites of their own, with a configuration of their own: they need the npm registry, Terraform or an emulator. */
const ELSEWHERE = ["test/deployment/**", "test/package/**", "test/compatibility/**", "test/trino/**"];
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

/** Tests that mock modules: they get a worker of their own, so that no other test meets the mock. */
function mockingTests(): string[] {
  const files = readdirSync(new URL("test", import.meta.url), { recursive: true, encoding: "utf8" });
  return files
    .filter((file) => file.endsWith(".test.ts"))
    .map((file) => `test/${file.replaceAll("\\", "/")}`)
    .filter((file) => /^vi\.mock\(/mu.test(readFileSync(new URL(file, import.meta.url), "utf8")));
}

export default defineConfig(({ mode }) => {
  const { include, exclude = [], runs = "few" } = SUITES[mode] ?? {};
  const excluded = [...ELSEWHERE, ...exclude];
  const mocking = mockingTests();
  // In each project: what the root says is evaluated once more for them, without the mode.
  const env = { NODE_ENV: "test", CORDON_PROPERTY_RUNS: process.env["CORDON_PROPERTY_RUNS"] ?? runs };
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
      testTimeout: 30_000,
      passWithNoTests: false,
      projects: [
        {
          extends: true,
          // Loading cdktf and our modules once a worker instead of once a file halves the time.
          test: {
            name: "shared",
            env,
            include: include ?? ["test/**/*.test.ts"],
            exclude: [...excluded, ...mocking],
            isolate: false,
          },
        },
        {
          extends: true,
          test: {
            name: "mocking",
            env,
            include: include === undefined ? mocking : [],
            exclude: excluded,
            isolate: true,
          },
        },
      ],
    },
  };
});
