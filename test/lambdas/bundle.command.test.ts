import { expect, it } from "vitest";
import { bundleHandler } from "../../constructs/function/bundle.js";
import { LAMBDA_CONTRACTS } from "../../core/contracts/lambda-contracts.js";
import { valueOrThrow } from "../../core/errors.js";

for (const { name, bundleKibibytes } of LAMBDA_CONTRACTS) {
  it(`lambdas/${name} is bundled within ${bundleKibibytes} KiB, without forbidden modules, to the same bytes again`, () => {
    const root = process.cwd();
    const options = { name, entry: `${root}/lambdas/${name}/handler.ts`, root, kibibytes: bundleKibibytes };
    const code = valueOrThrow(bundleHandler(options));
    expect(valueOrThrow(bundleHandler(options))).toBe(code);
    expect(code).not.toContain(root);
  });
}
