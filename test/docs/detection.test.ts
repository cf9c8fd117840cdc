import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { runCordon } from "../../cli/program.js";
import { LogFolder } from "../adapters/duckdb/log-folder.js";
import { smallWorld } from "../cli/detect/small-world.js";
import { memoryStreams } from "../cli/memory-streams.js";
import { CHECKOUT } from "../harness/checkout.js";

const folder = new LogFolder();
afterAll(() => folder.remove());

const page = readFileSync(join(CHECKOUT, "docs/detection.md"), "utf8");
const blocks = [...page.matchAll(/^```sh\n(.*?)^```\n\n```text\n(.*?)^```$/gms)];

describe("the commands of docs/detection.md", () => {
  it("are followed by their output, each of them", () => {
    expect(blocks).toHaveLength([...page.matchAll(/^```sh$/gm)].length);
    expect(blocks.length).toBeGreaterThan(3);
  });

  it("print what the page says, from the top", { timeout: 120_000 }, async () => {
    folder.records("lake/log.jsonl", smallWorld());
    for (const [, commands = "", shown = ""] of blocks) {
      const streams = memoryStreams();
      for (const command of commands.trim().split("\n")) {
        const words = [...command.matchAll(/'([^']*)'|(\S+)/gu)].map(
          ([, quoted, bare]) => quoted ?? bare ?? "",
        );
        expect(words.slice(0, 3)).toEqual(["npx", "cordon", "detect"]);
        const given = words
          .slice(2)
          .map((word) => word.replace(/^(?=lake\/|\.detection$)/u, `${folder.path}/`));
        expect(await runCordon(given, streams), command).toBeLessThan(2);
      }
      expect(streams.written()).toEqual({ stdout: shown, stderr: "" });
    }
  });

  it("name files that are there", () => {
    const paths = [...page.matchAll(/`((?:core|test|adapters)\/[\w/.-]+)`/gu)].map(([, path = ""]) => path);
    expect(paths.length).toBeGreaterThan(4);
    for (const path of paths) expect(existsSync(join(CHECKOUT, path)), path).toBe(true);
  });
});
