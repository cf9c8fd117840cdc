import { spawnSync } from "node:child_process";
import { type Browser, chromium } from "playwright-core";
import { cleanEnvironment } from "./command.js";
import { type Prerequisite, runs } from "./prerequisites.js";

/** Names under which the systems install Chromium; elsewhere CORDON_CHROMIUM names it. */
const NAMES = ["chromium", "chromium-browser", "google-chrome"];

/** The command that starts Chromium here; undefined where there is none. */
function chromiumCommand(): string | undefined {
  const named = process.env["CORDON_CHROMIUM"];
  return [...(named === undefined ? [] : [named]), ...NAMES].find((name) => runs(name, ["--version"]));
}

/** A browser for tests of pages. */
export const CHROMIUM: Prerequisite = {
  name: "chromium",
  present: () => chromiumCommand() !== undefined,
  purpose: "opens the pages of the command and of the examples",
  howToGet: "apt-get install chromium",
};

/**
 * Opens Chromium without a window, and without requests of its own.
 *
 * @throws Error where there is none: a page that nobody opened has passed no test
 */
export function launchChromium(): Promise<Browser> {
  const command = chromiumCommand();
  if (command === undefined)
    throw new Error("No Chromium is here: apt-get install chromium, or set CORDON_CHROMIUM.");
  const found = spawnSync("which", [command], { env: cleanEnvironment(), encoding: "utf8" });
  return chromium.launch({
    executablePath: found.stdout.trim(),
    args: [
      ...["--no-sandbox", "--disable-gpu", "--disable-quic"],
      ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
    ],
  });
}
