import { expect, it } from "vitest";
import { bundleHandler } from "../../constructs/function/bundle.js";
import { LAMBDA_CONTRACTS } from "../../core/contracts/lambda-contracts.js";
import { valueOrThrow } from "../../core/errors.js";
import { bundledPackages, thirdPartyNotices } from "../../scripts/third-party-notices.js";

for (const { name, bundleKibibytes } of LAMBDA_CONTRACTS) {
  it(`lambdas/${name} is bundled within ${bundleKibibytes} KiB, without forbidden modules, to the same bytes again`, () => {
    const root = process.cwd();
    const options = { name, entry: `${root}/lambdas/${name}/handler.ts`, root, kibibytes: bundleKibibytes };
    const { code, inputs } = valueOrThrow(bundleHandler(options));
    expect(valueOrThrow(bundleHandler(options)).code).toBe(code);
    expect(code).not.toContain(root);
    const packages = bundledPackages(inputs, root);
    const notices = thirdPartyNotices(packages);
    expect(packages.map((one) => one.name)).toContain("@smithy/core");
    for (const path of inputs) {
      const [, bundled] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path) ?? [];
      if (bundled === undefined) continue;
      const heading = packages.find((one) => one.name === bundled);
      expect(heading, bundled).toMatchObject({
        license: expect.stringMatching(/permission|licensed|license/i),
      });
      expect(notices).toContain(`${bundled} ${heading?.version}`);
    }
  });
}
