import { describe, expect, it } from "vitest";
import { Progress } from "../../../cli/output/progress.js";

/** A progress with a clock of its own, and what it wrote. */
function progress(isTerminal: boolean) {
  const written: string[] = [];
  const clock = { now: 5000 };
  const write = async (text: string) => {
    written.push(text);
  };
  return { progress: new Progress({ write, isTerminal }, () => clock.now), written, clock };
}

describe("progress", () => {
  it("says a line a second at most, and nothing in the first", () => {
    const { progress: telling, written, clock } = progress(false);
    for (const [now, text] of [
      [5999, "too early"],
      [6000, "one"],
      [6500, "too soon"],
      [7000, "two"],
    ] as const) {
      clock.now = now;
      telling.say(text);
    }
    expect(written).toEqual(["one\n", "two\n"]);
  });

  it("draws a bar for a person ten times a second at most, and takes it away", () => {
    const { progress: telling, written, clock } = progress(true);
    for (const [now, done] of [
      [6000, 500],
      [6099, 501],
      [6100, 1000],
    ] as const) {
      clock.now = now;
      telling.report({ unit: "requests", count: done, done, total: 1000 });
    }
    telling.finish();
    telling.finish();
    expect(written).toEqual([
      "\r\u001b[K[############------------] 50 %  500 requests, 500/s",
      "\r\u001b[K[########################] 100 %  1,000 requests, 909/s",
      "\r\u001b[K",
    ]);
  });

  it("shows the count alone where nobody knows the total, and no bar to a file", () => {
    const seen = progress(true);
    seen.progress.report({ unit: "requests", count: 3, done: 300 });
    expect(seen.written).toEqual(["\r\u001b[K3 requests, 3,000/s"]);
    const unseen = progress(false);
    unseen.progress.report({ unit: "requests", count: 3, done: 300 });
    unseen.progress.finish();
    expect(unseen.written).toEqual([]);
  });
});
