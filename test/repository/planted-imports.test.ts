import { expect, it } from "vitest";
import { wrongImports } from "../../scripts/layers.js";

for (const [file, imported] of [
  ["lambdas/authzen/handler.ts", "../policy-engine/start.js"],
  ["lambdas/policy-engine/handler.ts", "../authzen/start.js"],
  ["lambdas/wiring/start.ts", "../authzen/start.js"],
  ["lambdas/wiring/start.ts", "@aws-sdk/client-dynamodb"],
  ["middleware/present.ts", "../lambdas/policy-engine/events/headers.js"],
  ["middleware/present.ts", "../adapters/aws/registry/registry-client.js"],
  ["middleware/present.ts", "@smithy/signature-v4"],
  ["services/policy-engine/target.ts", "../authzen/evaluate.js"],
  ["services/policy-engine/target.ts", "../../adapters/http/key-set.js"],
  ["services/policy-engine/target.ts", "node:fs"],
  ["services/authzen/evaluate.ts", "@aws-sdk/client-dynamodb"],
] as const) {
  it(`lets ${file} not import ${imported}`, () => {
    const wrong = wrongImports([file], () => `import type { X } from "${imported}";`);
    expect(wrong).toHaveLength(1);
  });
}
