import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/trino/**/*.test.ts"],
    testTimeout: 5 * 60_000,
    hookTimeout: 10 * 60_000,
    passWithNoTests: false,
    maxWorkers: 1,
  },
});
