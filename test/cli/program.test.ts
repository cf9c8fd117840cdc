import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { runCordon } from "../../cli/program.js";
import { OutputLost } from "../../cli/streams.js";
import { DocumentBuilder } from "../core/reachability/documents.js";
import { makeWorkFolder } from "../harness/work-folder.js";
import { memoryStreams } from "./memory-streams.js";

const folder = makeWorkFolder("program");
afterAll(() => folder.remove());

function file(name: string, content: unknown): string {
  const path = join(folder.path, name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, JSON.stringify(content));
  return path;
}

async function cordon(given: readonly string[], standardInput?: string) {
  const streams = memoryStreams(standardInput);
  return { exitCode: await runCordon(given, streams), ...streams.written() };
}

const policies = file("policies.json", {
  version: 1,
  policies: [{ id: "read", effect: "allow", subjects: ["user:u-17"], actions: ["*"], resources: ["*"] }],
});
const request = (id: string) => JSON.stringify({ subject: { id }, action: "orders:Read", resource: "o" });
const network = file("network.tf.json", new DocumentBuilder().group("app").build());

/** Every verb with the words that name it. */
const VERBS = [
  ["check"],
  ["diff"],
  ...["decide", "check", "test", "diff", "explain"].map((name) => ["policy", name]),
];

describe("every verb", () => {
  it.each(VERBS.map((words) => [words.join(" "), words] as const))(
    "%s says its format, its exit codes and an example",
    async (name, words) => {
      const { exitCode, stdout, stderr } = await cordon([...words, "--help"]);
      expect([exitCode, stderr]).toEqual([0, ""]);
      expect(stdout).toContain("--format <format>");
      expect(stdout).toMatch(/^Exit codes: .*\d/m);
      expect(stdout).toMatch(new RegExp(`^Example:\n  \\$ cordon ${name} `, "m"));
    },
  );

  it("stands in the help of its program or group", async () => {
    const lists = `${(await cordon(["--help"])).stdout}${(await cordon(["policy", "--help"])).stdout}`;
    const listed = [...lists.matchAll(/^ {2}(\w+) \[?options\]?/gm)].map(([, name]) => name);
    const named = VERBS.map((words) => words.at(-1));
    expect(listed.filter((name) => name !== "policy").sort()).toEqual(named.sort());
  });
});

describe("the exit code", () => {
  it("is 2 for bad usage, with one line and a pointer to the help", async () => {
    const unknown = await cordon(["chek", network]);
    expect(unknown).toMatchObject({ exitCode: 2, stdout: "" });
    expect(unknown.stderr).toContain("unknown command 'chek'");
    expect(unknown.stderr).toContain("(cordon --help lists the commands)");
    expect((await cordon([])).exitCode).toBe(2);
    expect((await cordon(["check", network, "--format", "xml"])).exitCode).toBe(2);
  });

  it.each([
    ["check", [network, "--now", "today"]],
    ["diff", [network, network, "--now", "today"]],
    ["policy check", [policies, "--now", "today"]],
    ["policy diff", [policies, policies, "--now", "today"]],
    ["policy decide", ["--policies", policies, "--requests", "-", "--now", "today"]],
    ["policy explain", ["--policies", policies, "--request", "-", "--now", "today"]],
  ])("of %s is 2 where --now is not an instant, and nothing is printed", async (name, given) => {
    const result = await cordon([...name.split(" "), ...given]);
    expect(result).toMatchObject({ exitCode: 2, stdout: "" });
    expect(result.stderr).toMatch(/^CORDON_INSTANT_REFUSED at --now: .*\n$/);
  });

  it("comes from the verb that ran", async () => {
    const decide = ["policy", "decide", "--policies", policies, "--requests", "-"];
    expect((await cordon(decide, request("u-17"))).exitCode).toBe(0);
    expect((await cordon(decide, request("u-18"))).exitCode).toBe(1);
    const explain = ["policy", "explain", "--policies", policies, "--request", "-"];
    expect((await cordon(explain, request("u-17"))).exitCode).toBe(0);
    expect((await cordon(explain, request("u-18"))).exitCode).toBe(1);
  });

  it("is 2 where - stands for a standard input that is not there", async () => {
    for (const given of [
      ["decide", "--requests"],
      ["explain", "--request"],
    ] as const) {
      const result = await cordon(["policy", given[0], "--policies", policies, given[1], "-"]);
      expect(result).toMatchObject({ exitCode: 2, stdout: "" });
      expect(result.stderr).toContain("there is no standard input");
    }
  });

  it.each([
    ["EPIPE", 0],
    ["ENOSPC", 2],
  ])("is that of lost output: %s makes %d, without a word", async (code, exitCode) => {
    const streams = memoryStreams();
    const lost = new OutputLost(Object.assign(new Error(code), { code }));
    const out = { write: () => Promise.reject(lost) };
    expect(await runCordon(["policy", "check", policies], { ...streams, out })).toBe(exitCode);
    expect(await runCordon(["--help"], { ...streams, out })).toBe(exitCode);
    expect(streams.written()).toEqual({ stdout: "", stderr: "" });
  });

  it("does not hide a defect", async () => {
    const streams = memoryStreams();
    const out = { write: () => Promise.reject(new TypeError("a defect")) };
    await expect(runCordon(["policy", "check", policies], { ...streams, out })).rejects.toThrow("a defect");
  });
});

describe("many problems", () => {
  const wrong = Array.from({ length: 150 }, (_, index) => ({
    from: `nobody-${index}`,
    to: "app",
    reach: false,
  }));
  const malformed = wrong.map((_, index) => ({ id: `p${index}` }));

  it.each([
    ["check", ["check", network, "--expect", file("expect.json", { expectations: wrong })]],
    ["policy check", ["policy", "check", file("wrong.json", { version: 1, policies: malformed })]],
    ["policy test", ["policy", "test", file("scenario.json", { version: 1, policies: malformed })]],
  ])("of %s are cut to the first 100", async (_, given) => {
    const { exitCode, stdout, stderr } = await cordon(given);
    expect([exitCode, stdout]).toEqual([2, ""]);
    const [head, ...lines] = stderr.trimEnd().split("\n");
    expect(head).toMatch(/^\d{3} problems; the first 100 are:$/);
    expect(lines).toHaveLength(100);
  });
});
