import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CDKTN } from "../harness/cdktn.js";
import { CHECKOUT, packageManifest } from "../harness/checkout.js";
import { run } from "../harness/command.js";
import { step } from "../harness/progress.js";
import { makeWorkFolder } from "../harness/work-folder.js";
import { installWithCdktn, type SynthesizedStack, synthesizedStacks } from "./cdktn-checkout.js";

/** The tests that build constructs and look at what they synthesize. */
const SYNTH_TESTS = ["test/constructs", "test/stacks", "test/examples"];

/** The programs that synthesize: those of a folder with a cdktf.json. Others are servers, which would never end. */
const PROGRAMS = [
  "stacks/main.ts",
  ...readdirSync(join(CHECKOUT, "examples"))
    .filter((example) => existsSync(join(CHECKOUT, "examples", example, "cdktf.json")))
    .map((example) => `examples/${example}/main.ts`),
];

describe("with cdktf aliased to cdktn", () => {
  const work = makeWorkFolder("compatibility");
  const copy = join(work.path, "checkout");

  beforeAll(() => step(`npm install with cdktn ${CDKTN.version}`, () => installWithCdktn(copy)));
  afterAll(() => work.remove());

  test("the whole code base type-checks", async () => {
    await run("npx", ["--no-install", "tsc", "-p", "."], { cwd: copy });
  });

  test("every synth test passes", async () => {
    const report = join(work.path, "report.json");
    await step("synth tests", () =>
      run(
        "npx",
        ["--no-install", "vitest", "run", ...SYNTH_TESTS, "--reporter=json", `--outputFile=${report}`],
        { cwd: copy, env: { CI: "true" }, allowedExitCodes: [0, 1] },
      ),
    );
    const { testResults } = JSON.parse(readFileSync(report, "utf8")) as {
      testResults: { assertionResults: { fullName: string; status: string }[] }[];
    };
    const results = testResults.flatMap(({ assertionResults }) => assertionResults);
    expect(results.filter(({ status }) => status !== "passed")).toEqual([]);
    expect(results.length).toBeGreaterThan(100);
    process.stderr.write(`  ${results.length} synth tests passed with cdktn ${CDKTN.version}\n`);
  });

  test.each(PROGRAMS)("%s synthesizes the same JSON", async (program) => {
    const outdir = (library: string) => {
      const path = join(work.path, library, program);
      mkdirSync(path, { recursive: true });
      return path;
    };
    const ours = await synthesizedStacks(CHECKOUT, program, outdir("cdktf"));
    const theirs = await synthesizedStacks(copy, program, outdir("cdktn"));
    expect(Object.keys(ours).length).toBeGreaterThan(0);
    expect(versionsIn(theirs)).toEqual([CDKTN.version]);
    expect(versionsIn(ours)).toEqual([packageManifest().devDependencies["cdktf"]]);
    expect(withoutVersion(theirs)).toEqual(withoutVersion(ours));
  });
});

function versionsIn(stacks: Readonly<Record<string, SynthesizedStack>>): string[] {
  return [...new Set(Object.values(stacks).map((stack) => stack["//"].metadata.version))];
}

function withoutVersion(stacks: Readonly<Record<string, SynthesizedStack>>): object {
  return Object.fromEntries(
    Object.entries(stacks).map(([name, stack]) => [
      name,
      { ...stack, "//": { ...stack["//"], metadata: { ...stack["//"].metadata, version: "" } } },
    ]),
  );
}
