import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { sourceFiles } from "../../scripts/source-files.js";
import { CHECKOUT } from "../harness/checkout.js";

/** Folders of the suites that need more than the checkout: they start what they like. */
const ELSEWHERE = /^test\/(?:deployment|package|compatibility|trino)\//u;
/** What a test imports or calls that starts a process, a bundler included. */
const STARTS =
  /from "(?:node:child_process|esbuild|[./\w-]*(?:cordon-command|harness\/(?:(?:built-)?command|chromium)|function\/bundle)\.js)"|\brunMain\(/u;

const tests = sourceFiles(CHECKOUT).filter((file) => file.endsWith(".test.ts") && !ELSEWHERE.test(file));
const read = (file: string) => readFileSync(join(CHECKOUT, file), "utf8");

describe("the suites", () => {
  it("name every test that starts a process, and no other, *.command.test.ts", () => {
    const starting = tests.filter((file) => STARTS.test(read(file)));
    expect(starting).toEqual(tests.filter((file) => file.endsWith(".command.test.ts")));
    expect(starting).not.toEqual([]);
  });

  it("run every property in full that npm test runs a few times", () => {
    const isProperty = (file: string) => /^test\/properties\/|\.property\.test\.ts$/u.test(file);
    const reduced = tests.filter((file) => /from "[./]*harness\/property-runs\.js"/u.test(read(file)));
    expect(reduced.filter((file) => !isProperty(file))).toEqual([]);
    expect(reduced).not.toEqual([]);
  });
});

describe("every source room has its tests", () => {
  const foldersIn = (path: string) =>
    readdirSync(join(CHECKOUT, path), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => `${path}/${name}`);
  const rooms = ["core", "services", "adapters", "constructs", "cli", "lambdas"].flatMap(foldersIn);
  const scenarios = readdirSync(join(CHECKOUT, "test/scenarios"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".json"))
    .map((path) => `test/scenarios/${path}`);

  it.each([...rooms, "middleware", "stacks"])("%s", (room) => {
    // Properties and scenarios are of core first; another floor has its name in the path.
    const name = room.replace(/^core\//u, "");
    const places = [`test/${room}/`, `test/properties/${name}/`, `test/scenarios/${name}/`];
    const all = [...tests, ...scenarios];
    expect(all.filter((file) => places.some((place) => file.startsWith(place)))).not.toEqual([]);
  });

  it("under its own name: no folder of tests is of a room that the sources do not have", () => {
    const others = ["docs", "examples", "repository"];
    const folders = [...new Set(tests.map((file) => file.split("/").slice(1, -1)))].filter(
      ([floor = ""]) => !others.includes(floor),
    );
    const sources = sourceFiles(CHECKOUT);
    const strange = folders
      .map(([floor = "", ...rest]) => (floor === "properties" ? [...rest] : [floor, ...rest]).join("/"))
      .filter((room) => room !== "")
      .filter(
        (room) => !sources.some((file) => file.startsWith(`${room}/`) || file.startsWith(`core/${room}/`)),
      );
    expect(strange).toEqual([]);
  });
});
