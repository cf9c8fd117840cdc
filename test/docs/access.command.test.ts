import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CordonCommand, cordonCommand } from "../cli/cordon-command.js";
import { CHECKOUT } from "../harness/checkout.js";
import { run } from "../harness/command.js";

const BORDER = "=== next block ===";

const page = readFileSync(join(CHECKOUT, "docs/access.md"), "utf8");
/** Each block of commands with the output that stands below it. */
const blocks = [...page.matchAll(/^```sh\n(.*?)^```\n\n```text\n(.*?)^```$/gms)].map(
  ([, commands = "", output = ""]) => ({ commands, output }),
);

/** Ids and hashes in the order in which they first appear: they differ from run to run. */
function numbered(text: string): string {
  const known = new Map<string, string>();
  return text.replace(/\b01[0-9A-HJKMNP-TV-Z]{24}\b|\bsha256:[0-9a-f]+/g, (found) => {
    const name = known.get(found) ?? `<${known.size + 1}>`;
    known.set(found, name);
    return name;
  });
}

describe("the commands of docs/access.md", () => {
  let cordon: CordonCommand;
  beforeAll(async () => {
    cordon = await cordonCommand("access-page");
    cpSync(join(CHECKOUT, "examples/access"), join(cordon.folder.path, "examples/access"), {
      recursive: true,
    });
  });
  afterAll(() => cordon.remove());

  it("are followed by their output, each of them", () => {
    expect(blocks).toHaveLength([...page.matchAll(/^```sh$/gm)].length);
    expect(blocks.length).toBeGreaterThan(4);
  });

  it("print what the page says, in one shell from the top", { timeout: 240_000 }, async () => {
    const script = [
      "set -e",
      `npx() { shift; "${process.execPath}" "${cordon.program}" "$@"; }`,
      ...blocks.map(({ commands }) => `${commands}echo "${BORDER}"`),
    ];
    const { stdout } = await run("bash", ["-c", script.join("\n")], { cwd: cordon.folder.path });
    const shown = blocks.map(({ output }) => `${output}${BORDER}\n`).join("");
    expect(numbered(stdout)).toBe(numbered(shown));
    const report = readFileSync(join(cordon.folder.path, ".demo/report.csv"), "utf8").trimEnd().split("\n");
    expect(report.slice(1).map((line) => line.split(",")[4])).toEqual(["REVOKED", "FAILED"]);
  });
});
