import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/deployment/**", "test/package/**", "test/compatibility/**"],
    testTimeout: 30_000,
    passWithNoTests: false,
  },
});
