import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { accessLogLine } from "../../../core/detection/access-log-record.js";
import { run } from "../../harness/command.js";
import { type CordonCommand, cordonCommand } from "../cordon-command.js";
import { smallWorld } from "./small-world.js";

let cordon: CordonCommand;
beforeAll(async () => {
  cordon = await cordonCommand("score-zone");
  writeFileSync(join(cordon.folder.path, "log.jsonl"), smallWorld().map(accessLogLine).join(""));
});
afterAll(() => cordon?.remove());

/** What the command prints on a machine with this clock. */
async function scoredIn(zone: string): Promise<string> {
  const options = [
    ...["--logs", "log.jsonl", "--train-until", "2026-03-01T00:00:00Z", "--until", "2026-03-02T00:00:00Z"],
    ...["--budget", "1", "--format", "jsonl"],
  ];
  const words = [cordon.program, "detect", "score", ...options];
  const { stdout } = await run(process.execPath, words, { cwd: cordon.folder.path, env: { TZ: zone } });
  return stdout;
}

it("prints the same bytes whatever zone the machine keeps, half hours and summer time included", async () => {
  const utc = await scoredIn("UTC");
  expect(utc.trim().split("\n")).toHaveLength(33);
  for (const zone of ["Asia/Kolkata", "America/Los_Angeles"]) expect(await scoredIn(zone), zone).toBe(utc);
}, 120_000);
