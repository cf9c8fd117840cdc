import { Writable } from "node:stream";
import { describe, expect, it } from "vitest";
import { OutputLost, outputTo } from "../../cli/streams.js";

describe("an output", () => {
  it("resolves a write once the reader took it", async () => {
    let take = () => {};
    const slow = new Writable({
      write: (_chunk, _encoding, done) => {
        take = done;
      },
    });
    let taken = false;
    const writing = outputTo(slow)
      .write("text")
      .then(() => {
        taken = true;
      });
    await new Promise(setImmediate);
    expect(taken).toBe(false);
    take();
    await writing;
    expect(taken).toBe(true);
  });

  it.each([
    ["EPIPE", true],
    ["ENOSPC", false],
  ])("that is lost by %s rejects this write and every later one", async (code, closedByReader) => {
    const broken = new Writable({
      write: (_chunk, _encoding, done) => done(Object.assign(new Error(code), { code })),
    });
    const output = outputTo(broken);
    for (const text of ["first", "second"]) {
      const lost = await output.write(text).catch((error) => error);
      expect(lost).toBeInstanceOf(OutputLost);
      expect(lost.closedByReader).toBe(closedByReader);
    }
  });

  it.each([
    [undefined, undefined, undefined],
    [undefined, 132, 132],
    ["100", 132, 100],
    ["100", undefined, 100],
    ["wide", 132, 132],
    ["0", 132, 132],
    ["1e2", undefined, undefined],
    [undefined, 0, undefined],
  ])("has as many columns as COLUMNS=%s says, else the terminal of %s", (variable, terminal, columns) => {
    const stream = Object.assign(new Writable(), terminal === undefined ? {} : { columns: terminal });
    expect(outputTo(stream, variable).columns).toBe(columns);
  });
});
