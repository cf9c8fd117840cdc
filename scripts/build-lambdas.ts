// Bundles every handler of lambdas/ into dist/lambda/<name>/index.js, for projects that install the package and have
// neither the sources nor esbuild. The same function bundles at synthesis in a checkout, so both give the same bytes.
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundleHandler } from "../constructs/function/bundle.js";
import { LAMBDA_CONTRACTS } from "../core/contracts/lambda-contracts.js";
import { valueOrThrow } from "../core/errors.js";
import { bundledPackages, thirdPartyNotices } from "./third-party-notices.js";

const root = process.cwd();
const sources = join(root, "lambdas");
const target = join(root, "dist/lambda");

const bundled: string[] = [];

rmSync(target, { recursive: true, force: true });
for (const name of existsSync(sources) ? readdirSync(sources).sort() : []) {
  const entry = join(sources, name, "handler.ts");
  // lambdas/wiring is what the handlers share.
  if (!existsSync(entry)) continue;
  const contract = LAMBDA_CONTRACTS.find((candidate) => candidate.name === name);
  if (contract === undefined) throw new Error(`lambdas/${name} has no contract in core/contracts.`);
  const bundle = bundleHandler({ name, entry, root, kibibytes: contract.bundleKibibytes });
  const { code, inputs } = valueOrThrow(bundle);
  bundled.push(...inputs);
  mkdirSync(join(target, name), { recursive: true });
  writeFileSync(join(target, name, "index.js"), code);
}
if (bundled.length > 0) {
  // Whoever passes a bundle on passes the packages in it on, and their licences ask for their texts.
  writeFileSync(join(target, "THIRD-PARTY-NOTICES.txt"), thirdPartyNotices(bundledPackages(bundled, root)));
}
