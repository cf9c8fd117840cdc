import { readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { LAYERS, wrongImports } from "../../scripts/layers.js";

for (const floor of ["lambdas", "services"]) {
  it(`gives every folder of ${floor}/ its own line in the table of layers`, () => {
    const rooms = LAYERS.map(({ room }) => room).filter((room) => room.startsWith(`${floor}/`));
    expect(rooms.sort()).toEqual(readdirSync(floor).map((name) => `${floor}/${name}/`));
  });
}

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
