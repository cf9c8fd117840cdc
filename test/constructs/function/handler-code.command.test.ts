import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { buildSync } from "esbuild";
import { afterAll, describe, expect, it } from "vitest";
import { handlerCode, packageRoot } from "../../../constructs/function/handler-code.js";
import { NodejsFunction } from "../../../constructs/function/nodejs-function.js";
import { describeProblem } from "../../../core/errors.js";
import { refusal } from "../../harness/misuse.js";
import { synthesizeStack } from "../stack-resources.js";
import { SAMPLE } from "./sample-contract.js";

const work = mkdtempSync(join(tmpdir(), "cordon-package-"));
const PREBUILT = "exports.handler = async () => 'prebuilt';\n";
const CONTRACT = { name: "sample", bundleKibibytes: 100 };

afterAll(() => rmSync(work, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** The package as it lies in node_modules: this code compiled for both kinds of project, and a prebuilt bundle. */
function installedPackage(): string {
  const root = join(work, "project/node_modules/cordon");
  write(join(root, "package.json"), JSON.stringify({ name: "cordon", type: "module" }));
  write(join(root, "dist/cjs/package.json"), JSON.stringify({ type: "commonjs" }));
  write(join(root, "dist/lambda/sample/index.js"), PREBUILT);
  for (const [folder, format] of [
    ["dist/esm", "esm"],
    ["dist/cjs", "cjs"],
  ] as const) {
    const target = join(root, folder, "constructs/function");
    buildSync({
      entryPoints: ["constructs/function/handler-code.ts"],
      outfile: join(target, "handler-code.js"),
      bundle: true,
      format,
      platform: "node",
      external: ["./package-folder.cjs"],
    });
    copyFileSync("constructs/function/package-folder.cjs", join(target, "package-folder.cjs"));
  }
  return root;
}

describe("in an installed package", () => {
  const root = installedPackage();
  const print = `console.log(JSON.stringify(handlerCode(${JSON.stringify(CONTRACT)})))`;

  it.each([
    [
      "an ES module",
      "module",
      `import { handlerCode } from "${root}/dist/esm/constructs/function/handler-code.js"; ${print}`,
    ],
    [
      "CommonJS",
      "commonjs",
      `const { handlerCode } = require("${root}/dist/cjs/constructs/function/handler-code.js"); ${print}`,
    ],
  ])("%s takes the prebuilt bundle, wherever it is run", (_, type, program) => {
    const output = execFileSync(process.execPath, [`--input-type=${type}`, "-e", program], {
      encoding: "utf8",
      cwd: tmpdir(),
    });
    expect(JSON.parse(output)).toEqual({ ok: true, value: PREBUILT });
  });
});

describe("in a checkout", () => {
  const root = join(work, "checkout");
  write(
    join(root, "lambdas/sample/handler.ts"),
    "export const handler = async (): Promise<string> => 'source';",
  );
  write(join(root, "dist/lambda/sample/index.js"), PREBUILT);

  it("takes the prebuilt bundle without esbuild", () => {
    expect(handlerCode(CONTRACT, undefined, root)).toEqual({ ok: true, value: PREBUILT });
  });

  it("bundles the source with esbuild, whatever was built before", () => {
    symlinkSync(resolve("node_modules"), join(root, "node_modules"));
    expect(handlerCode(CONTRACT, undefined, root)).toEqual({
      ok: true,
      value: expect.stringContaining('"source"'),
    });
  });

  it("says so where there is neither", () => {
    const missing = handlerCode({ name: "nobody", bundleKibibytes: 1 }, undefined, root);
    expect(missing.ok ? [] : missing.problems.map(describeProblem)).toEqual([
      `CORDON_FUNCTION_CODE_MISSING: there is no code for the function nobody. Got: neither ${root}/lambdas/nobody/handler.ts with esbuild, nor ${root}/dist/lambda/nobody/index.js. Allowed: one of the two. Fix: install the package again; in a checkout, run npm ci.`,
    ]);
  });

  it("never takes the prebuilt bundle in place of another entry", () => {
    expect(handlerCode(CONTRACT, join(root, "nowhere.ts"), root)).toMatchObject({
      problems: [{ code: "CORDON_FUNCTION_CODE_MISSING", fix: "correct the path, and install esbuild" }],
    });
  });
});

it("refuses a function whose bundle is over the contract's budget", () => {
  const contract = { ...SAMPLE, bundleKibibytes: 1 };
  const entry = resolve("test/constructs/function/fixture/handler.ts");
  const deploy = () =>
    synthesizeStack(
      (stack) =>
        new NodejsFunction(stack, "engine", {
          contract: contract as typeof SAMPLE,
          entry,
          environment: { table: "devices" },
          resources: { table: ["arn:aws:dynamodb:eu-central-1:111122223333:table/devices"] },
        }),
    );
  expect(refusal(deploy).message).toMatch(
    /^CORDON_FUNCTION_TOO_LARGE at .*handler\.ts: the bundle of sample is too large/,
  );
});

it("finds the root of the checkout it is in", () => {
  expect(packageRoot(resolve("constructs/function"))).toBe(resolve("."));
});
