import { spawnSync } from "node:child_process";
import { type Browser, chromium } from "playwright-core";
import { cleanEnvironment } from "./command.js";
import { type Prerequisite, runs } from "./prerequisites.js";

/** Names under which the systems install Chromium. */
const NAMES = ["chromium", "chromium-browser", "google-chrome"];

/** A browser for tests of pages. */
export const CHROMIUM: Prerequisite = {
  name: "chromium",
  present: () => NAMES.some((name) => runs(name, ["--version"])),
  purpose: "opens the pages that the command writes",
  howToGet: "apt-get install chromium",
};

/** Opens Chromium without a window, and without requests of its own. */
export function launchChromium(): Promise<Browser> {
  const name = NAMES.find((candidate) => runs(candidate, ["--version"])) ?? "chromium";
  const found = spawnSync("which", [name], { env: cleanEnvironment(), encoding: "utf8" });
  return chromium.launch({
    executablePath: found.stdout.trim(),
    args: [
      ...["--no-sandbox", "--disable-gpu", "--disable-quic"],
      ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
    ],
  });
}
