import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
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
    include: ["test/**/*.test.ts"],
    exclude: ["test/deployment/**", "test/package/**", "test/compatibility/**"],
    testTimeout: 30_000,
    passWithNoTests: false,
  },
});
