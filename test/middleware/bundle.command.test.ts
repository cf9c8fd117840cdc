import { buildSync } from "esbuild";
import { expect, it } from "vitest";

const AWS = /node_modules\/@(?:aws-sdk|aws-crypto|smithy)\//;
const FOREIGN_ROOM = /^(?:lambdas|adapters\/aws|constructs|stacks|cli)\//;

/** Every file that ends up in a program with that entry. */
function inputsOf(entry: string): string[] {
  const { metafile } = buildSync({
    entryPoints: [entry],
    bundle: true,
    write: false,
    metafile: true,
    format: "esm",
    platform: "node",
    logLevel: "silent",
  });
  return Object.keys(metafile.inputs);
}

it("brings the policy engine to a web server without the AWS SDK and without a Lambda", () => {
  const inputs = inputsOf("middleware/index.ts");
  expect(inputs).toContain("services/policy-engine/answer-and-record.ts");
  expect(inputs.filter((path) => AWS.test(path) || FOREIGN_ROOM.test(path))).toEqual([]);
});

it("would notice the AWS SDK", () => {
  expect(inputsOf("lambdas/policy-engine/handler.ts").filter((path) => AWS.test(path))).not.toEqual([]);
});
