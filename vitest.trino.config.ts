import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/trino/**/*.test.ts"],
    globalSetup: "test/trino/global-setup.ts",
    testTimeout: 5 * 60_000,
    hookTimeout: 10 * 60_000,
    passWithNoTests: false,
    maxWorkers: 1,
  },
});
