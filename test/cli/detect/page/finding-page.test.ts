import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCordon } from "../../../../cli/program.js";
import { LogFolder } from "../../../adapters/duckdb/log-folder.js";
import { memoryStreams } from "../../memory-streams.js";
import { smallWorld } from "../small-world.js";
import { HOSTILE, hostileWorld } from "./hostile-world.js";

const folder = new LogFolder();
afterAll(() => folder.remove());

async function page(log: string, ...more: readonly string[]) {
  const streams = memoryStreams();
  const given = [
    "--logs",
    log,
    "--budget",
    "1",
    "--now",
    "2026-03-01T18:00:00Z",
    "--format",
    "html",
    ...more,
  ];
  const exitCode = await runCordon(["detect", "run", ...given], streams);
  return { exitCode, ...streams.written() };
}

describe("the page of cordon detect run", () => {
  let html = "";
  beforeAll(async () => {
    const { exitCode, stdout, stderr } = await page(folder.records("world.jsonl", smallWorld()));
    expect([exitCode, stderr]).toEqual([1, ""]);
    html = stdout;
  });

  it("has a lane and a section for each finding, with the words of the evidence and bars of their shares", () => {
    const ids = [...html.matchAll(/<code>(CORDON-DET-\d+\/u-3\/2026-03-01)<\/code>/gu)].map(([, id]) => id);
    expect(ids).toContain("CORDON-DET-000/u-3/2026-03-01");
    expect(ids).toContain("CORDON-DET-001/u-3/2026-03-01");
    expect([...html.matchAll(/<li><a href="#finding-/gu)]).toHaveLength(ids.length);
    const [, share = "", width = ""] =
      /<li>denials \((\d+) % of the evidence\): 40 denials.*?class="share" width="([\d.]+)%"/su.exec(html) ??
      [];
    expect(Math.round(Number(width))).toBe(Number(share));
    expect(Number(share)).toBeGreaterThan(50);
  });

  it("shows the events before, within and after a finding, each with its own counts", () => {
    const burst = html.slice(html.indexOf("A user is denied again and again"));
    const section = /<article[^>]*>(?:(?!<\/article>).)*CORDON-DET-001.*?<\/article>/su.exec(html)?.[0] ?? "";
    expect(burst).not.toBe("");
    expect(section).toContain("the hour before: 1 event, 0 denied");
    expect(section).toContain("the finding: 40 events, 40 denied");
    expect(section).toContain("the hour after: 2 events, 0 denied");
    expect(section).toContain("Events of the finding (30 of 40)");
    expect([...section.matchAll(/<tr class="denied">/gu)]).toHaveLength(30);
    expect([...section.matchAll(/<tr class="allowed">/gu)]).toHaveLength(3);
  });

  it("loads nothing, runs nothing, and lets in its own style only", () => {
    const [, policy = ""] = /Content-Security-Policy" content="([^"]*)"/u.exec(html) ?? [];
    const [, style = ""] = /<style>(.*?)<\/style>/su.exec(html) ?? [];
    const hash = createHash("sha256").update(style).digest("base64");
    expect(policy).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`,
    );
    expect(html).not.toMatch(/<script|<link|<img|\bsrc=|\son\w+=|\sstyle=|url\((?!#)|https?:/iu);
  });

  it("is the same for the same log, and says so where nothing was found", async () => {
    const log = folder.records("quiet.jsonl", smallWorld().slice(0, 100));
    const quiet = await page(log);
    expect(quiet.exitCode).toBe(0);
    expect(quiet.stdout).toContain("Nothing was found.");
    expect((await page(log)).stdout).toBe(quiet.stdout);
  });

  it("escapes every text of the log", async () => {
    const { exitCode, stdout } = await page(folder.records("hostile.jsonl", hostileWorld()));
    expect(exitCode).toBe(1);
    expect(stdout).toContain(
      "&lt;script&gt;document.title=&#39;owned&#39;&lt;/script&gt;&quot;&#39;&amp;&lt;img src=x",
    );
    expect(stdout).toContain("admin/&lt;/style&gt;&lt;svg onload=alert(1)&gt;");
    for (const text of Object.values(HOSTILE)) expect(stdout).not.toContain(text);
    expect(stdout).not.toMatch(/<script|<img|<svg onload|<a href="javascript|\u202e/u);
  });

  it("shows the events of a name with a NUL, which the log has as U+FFFD", async () => {
    const records = smallWorld().map((record) =>
      record.user_id === "u-3" ? { ...record, user_id: "a\u0000b" } : record,
    );
    const { exitCode, stdout } = await page(folder.records("nul.jsonl", records));
    expect(exitCode).toBe(1);
    expect(stdout).toContain("user <b>a\ufffdb</b>");
    expect(stdout).not.toContain("The log cannot be asked for them");
  });

  it("tells what the log lacks", async () => {
    const records = smallWorld().map((record, index) =>
      index === 0 ? { ...record, ts: "yesterday" } : record,
    );
    const { stdout } = await page(folder.records("faulty.jsonl", records));
    expect(stdout).toMatch(/What the log lacks.*1 of [\d,]+ rows: the instant is missing or unreadable/su);
  });
});
