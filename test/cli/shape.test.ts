import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

/** Only these know the process: the entrance, and the streams that it hands on. */
const ENTRANCE = ["cordon.ts", "streams.ts"];

const files = readdirSync("cli", { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts"))
  .map((path) => ({ path, text: readFileSync(`cli/${path}`, "utf8") }));

/** Uses of the process that keep a verb from being run by another program. */
function usesOfProcess(text: string): string[] {
  return [...text.matchAll(/process\.(?:exit|exitCode|stdout|stderr|stdin)\b/g)].map(([use]) => use);
}

/** Modules that are loaded with the program although only the run of a verb needs them. */
function earlyLoads(text: string): string[] {
  return [...text.matchAll(/^import (?!type\b)[^;]*"([^"]*-run\.js)"/gm)].map(([, path]) => path as string);
}

describe("a verb", () => {
  it("does not write to the process, nor end it", () => {
    const found = files
      .filter(({ path }) => !ENTRANCE.includes(path))
      .map(({ path, text }) => [path, usesOfProcess(text)]);
    expect(found.filter(([, uses]) => uses?.length !== 0)).toEqual([]);
    expect(usesOfProcess("process.exitCode = 1; process.stdout.write(x); process.exit()")).toHaveLength(3);
  });

  it("has its run in a file of its own, which is loaded when it runs", () => {
    expect(files.flatMap(({ text }) => earlyLoads(text))).toEqual([]);
    expect(earlyLoads('import type { A } from "./a-run.js";\nimport { b } from "./b-run.js";')).toEqual([
      "./b-run.js",
    ]);
    const runs = files.map(({ path }) => path).filter((path) => path.endsWith("-run.ts"));
    for (const run of runs) {
      const verb = files.find(({ path }) => path === run.replace("-run.ts", ".ts"));
      expect(verb?.text, run).toContain("await import(");
    }
    expect(runs.length).toBeGreaterThan(0);
  });
});
