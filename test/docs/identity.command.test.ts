import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CordonCommand, cordonCommand } from "../cli/cordon-command.js";
import { CHECKOUT } from "../harness/checkout.js";
import { run } from "../harness/command.js";

const page = readFileSync(join(CHECKOUT, "docs/identity.md"), "utf8");
const commands = [...page.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, text = ""]) => text);
const outputs = [...page.matchAll(/^```text\n(.*?)^```$/gms)].map(([, text = ""]) => text);

/** A port that is free now. */
function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

describe("the commands of docs/identity.md", () => {
  let cordon: CordonCommand;
  beforeAll(async () => {
    cordon = await cordonCommand("identity-page");
  }, 60_000);
  afterAll(() => cordon.remove());

  it("write what stands below them", async () => {
    const script = [
      `cordon() { exec "${process.execPath}" "${cordon.program}" "$@"; }`,
      "trap 'kill $(jobs -p)' EXIT",
      ...commands,
    ].join("\n");
    const port = String(await freePort());
    writeFileSync(join(cordon.folder.path, "page.sh"), script.replaceAll("8787", port));
    const { stdout } = await run("bash", ["page.sh"], { cwd: cordon.folder.path });
    expect(outputs.length).toBeGreaterThan(2);
    expect(stdout).toBe(outputs.join(""));
  }, 60_000);
});
