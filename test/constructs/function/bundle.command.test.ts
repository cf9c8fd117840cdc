import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { bundleHandler } from "../../../constructs/function/bundle.js";
import { describeProblem, valueOrThrow } from "../../../core/errors.js";

const ROOT = resolve(".");
const FIXTURE = resolve("test/constructs/function/fixture/handler.ts");
const work = mkdtempSync(join(tmpdir(), "cordon-bundle-"));

afterAll(() => rmSync(work, { recursive: true, force: true }));

function bundle(entry: string, kibibytes = 100, root = ROOT) {
  return bundleHandler({ name: "sample", entry, root, kibibytes });
}

function bundleText(text: string, kibibytes = 100) {
  const entry = join(work, "entry.ts");
  writeFileSync(entry, text);
  return bundle(entry, kibibytes);
}

function messages(result: ReturnType<typeof bundle>): string[] {
  return result.ok ? [] : result.problems.map(describeProblem);
}

describe("bundleHandler", () => {
  it("gives the same bytes twice, and in another folder with other times", () => {
    const code = valueOrThrow(bundle(FIXTURE)).code;
    expect(valueOrThrow(bundle(FIXTURE)).code).toBe(code);

    const elsewhere = join(work, "another folder/checkout");
    for (const folder of ["core", "test/constructs/function", "package.json"]) {
      cpSync(folder, join(elsewhere, folder), { recursive: true });
    }
    symlinkSync(resolve("node_modules"), join(elsewhere, "node_modules"));
    const entry = join(elsewhere, "test/constructs/function/fixture/handler.ts");
    utimesSync(entry, 0, 0);
    expect(valueOrThrow(bundle(entry, 100, elsewhere)).code).toBe(code);
  });

  it("holds no path of the machine and no source map", () => {
    const code = valueOrThrow(bundle(FIXTURE)).code;
    expect(code).not.toContain(ROOT);
    expect(code).not.toContain("sourceMappingURL");
  });

  it("runs, with the environment of its contract", () => {
    const file = join(work, "index.cjs");
    writeFileSync(file, valueOrThrow(bundle(FIXTURE)).code);
    const run = (env: Record<string, string>) =>
      execFileSync(
        process.execPath,
        ["-e", `require(${JSON.stringify(file)}).handler().then(JSON.stringify).then(console.log)`],
        {
          encoding: "utf8",
          env,
          stdio: ["ignore", "pipe", "pipe"],
        },
      );
    expect(JSON.parse(run({ CORDON_TABLE: "devices" }))).toEqual({ table: "devices", seconds: 30 });
    expect(() => run({ CORDON_TABEL: "devices" })).toThrow("CORDON_ENVIRONMENT_UNKNOWN");
  });

  it("refuses a bundle over its budget, and says what is large", () => {
    const large = `export const handler = async () => "${"x".repeat(3000)}";`;
    expect(messages(bundleText(large, 2))).toEqual([
      expect.stringMatching(
        /^CORDON_FUNCTION_TOO_LARGE at \S*entry\.ts: the bundle of sample is too large, and its size is start-up time\. Got: 4 KiB, of it \S+entry\.ts \([34] KiB\)\. Allowed: at most 2 KiB\. Fix: import less, or raise bundleKibibytes in the function's contract with a reason\.$/,
      ),
    ]);
    expect(bundleText(large, 4).ok).toBe(true);
  });

  it("refuses source that does not parse, with its place", () => {
    expect(messages(bundleText("export const handler = ;"))).toEqual([
      expect.stringMatching(
        /^CORDON_FUNCTION_BUILD_FAILED at \S*entry\.ts:1:24: the source of sample cannot be bundled\. Got: Unexpected ";"\./,
      ),
    ]);
  });

  it("refuses an import that does not resolve", () => {
    expect(messages(bundleText('export { handler } from "./nowhere.js";'))).toEqual([
      expect.stringContaining('Got: Could not resolve "./nowhere.js".'),
    ]);
  });

  it.each([
    [
      "ajv/dist/2020.js",
      "Ajv2020",
      "the schema compiler takes 90 ms to load; generate a standalone validator at build time",
    ],
    ["cdktf", "App", "it synthesizes; constructs and Lambdas meet in core/contracts alone"],
    ["constructs", "Construct", "it synthesizes; constructs and Lambdas meet in core/contracts alone"],
  ])("refuses %s", (module, name, why) => {
    const folder = join(ROOT, "node_modules", module);
    const [problem = ""] = messages(
      bundleText(
        `import { ${name} } from ${JSON.stringify(folder)}; export const handler = async () => ${name};`,
        100_000,
      ),
    );
    expect(problem).toMatch(/^CORDON_FUNCTION_MODULE_FORBIDDEN at node_modules\//);
    expect(problem).toContain(`the bundle of sample holds a module that has no place in a Lambda: ${why}.`);
  });

  it("allows what a standalone validator needs of ajv", () => {
    const folder = join(ROOT, "node_modules/ajv/dist/runtime/ucs2length.js");
    expect(
      bundleText(`import length from ${JSON.stringify(folder)}; export const handler = async () => length;`)
        .ok,
    ).toBe(true);
  });

  it("refuses a tracer, whatever package manager installed it", () => {
    const folder = join(work, "node_modules/.pnpm/tracer@2/node_modules/@aws-lambda-powertools/tracer");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "index.js"), "export const tracer = 1;");
    const text = `import { tracer } from ${JSON.stringify(join(folder, "index.js"))}; export const handler = async () => tracer;`;
    expect(messages(bundleText(text))).toEqual([expect.stringContaining("the tracer takes 28 ms to load")]);
  });
});
