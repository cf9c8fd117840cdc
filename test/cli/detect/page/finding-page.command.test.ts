import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runCordon } from "../../../../cli/program.js";
import { LogFolder } from "../../../adapters/duckdb/log-folder.js";
import { CHROMIUM, launchChromium } from "../../../harness/chromium.js";
import { describeWith } from "../../../harness/prerequisites.js";
import { memoryStreams } from "../../memory-streams.js";
import { HOSTILE, hostileWorld } from "./hostile-world.js";

const SIZES = [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
];

describeWith([CHROMIUM], "the page of cordon detect run in Chromium", () => {
  const folder = new LogFolder();
  let browser: Browser;
  let address = "";

  beforeAll(async () => {
    const streams = memoryStreams();
    const log = folder.records("hostile.jsonl", hostileWorld());
    const given = ["--logs", log, "--budget", "1", "--now", "2026-03-01T18:00:00Z", "--format", "html"];
    expect(await runCordon(["detect", "run", ...given], streams)).toBe(1);
    address = pathToFileURL(folder.write("page.html", streams.written().stdout)).href;
    browser = await launchChromium();
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    folder.remove();
  });

  async function open(
    viewport: { readonly width: number; readonly height: number },
    javaScriptEnabled = true,
  ) {
    const context = await browser.newContext({ viewport, javaScriptEnabled });
    const page = await context.newPage();
    const seen: string[] = [];
    page.on("request", (request) => seen.push(request.url()));
    page.on("console", (message) => seen.push(message.text()));
    page.on("pageerror", (error) => seen.push(error.message));
    page.on("dialog", (dialog) => seen.push(dialog.message()));
    await page.goto(address);
    return { page, seen };
  }

  it.each(SIZES)("shows every finding at $width x $height, without a scroll to the side", async (size) => {
    const { page, seen } = await open(size);
    const lanes = await page.locator(".lanes li").count();
    expect(lanes).toBeGreaterThan(2);
    expect(await page.locator("article.finding").count()).toBe(lanes);
    for (const part of [
      ".lanes li",
      ".lanes .span",
      ".lanes .mark",
      "article.finding",
      "article.finding .bar",
    ]) {
      for (const box of await boxes(page, part)) {
        expect(box.height, part).toBeGreaterThan(0);
        expect(box.left, part).toBeGreaterThanOrEqual(0);
        expect(box.right, part).toBeLessThanOrEqual(size.width);
      }
    }
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(size.width);
    // The page itself, and neither a request nor a complaint beside it: the policy lets in the style.
    expect(seen).toEqual([address]);
    expect(await page.evaluate("getComputedStyle(document.querySelector('.track')).display")).toBe("block");
    await page.context().close();
  });

  it("shows names of markup as text, and runs none of it", async () => {
    const { page, seen } = await open({ width: 1280, height: 800 });
    const shown = await page.locator(".lanes b").first().textContent();
    expect(shown).toBe(HOSTILE.user.replace("\u202e", "\ufffd"));
    expect(await page.title()).toMatch(/^\d+ findings: /u);
    expect(await page.locator("script, img, a[href^='javascript'], [onload], [onerror]").count()).toBe(0);
    expect(seen).toEqual([address]);
    await page.context().close();
  });

  it("works without JavaScript: a lane leads to its finding, and the events open", async () => {
    const { page } = await open({ width: 390, height: 844 }, false);
    await page.locator(".lanes a").nth(1).click();
    expect(page.url()).toBe(`${address}#finding-2`);
    const closed = page.locator("details:not([open])").first();
    await closed.locator("summary").click();
    expect(await page.locator("details[open] tbody tr").first().isVisible()).toBe(true);
    await page.context().close();
  });

  it("tells severities apart by shape and line, for whoever sees no colour", async () => {
    const { page } = await open({ width: 1280, height: 800 });
    const looks = await page.evaluate(`[...document.querySelectorAll(".lanes li")].map((lane) => [
      lane.querySelector(".badge").textContent,
      lane.querySelector(".track .mark").innerHTML + getComputedStyle(lane.querySelector(".span")).strokeDasharray,
    ])`);
    const bySeverity = new Map(looks as [string, string][]);
    expect([...bySeverity.keys()].sort()).toEqual(["CRITICAL", "HIGH"]);
    expect(new Set(bySeverity.values()).size).toBe(bySeverity.size);
    await page.context().close();
  });
});

/** Edges of all elements; a line is as high as its stroke. */
async function boxes(page: Page, selector: string) {
  const found =
    (await page.evaluate(`[...document.querySelectorAll(${JSON.stringify(selector)})].map((element) => {
    const { left, right, height } = element.getBoundingClientRect();
    return { left, right, height: Math.max(height, Number.parseFloat(getComputedStyle(element).strokeWidth)) };
  })`)) as { readonly left: number; readonly right: number; readonly height: number }[];
  expect(found.length, selector).toBeGreaterThan(0);
  return found;
}
