import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { spinning } from "../../../cli/output/spinner.js";
import type { Output } from "../../../cli/streams.js";

let drawn: string;
const err = (isTerminal: boolean): Output => ({
  isTerminal,
  write: async (text) => {
    drawn += text;
  },
});

beforeEach(() => {
  drawn = "";
  // The spinner keeps still where CI runs it.
  vi.stubEnv("CI", undefined);
  vi.stubEnv("TERM", "xterm");
});
afterEach(() => {
  vi.unstubAllEnvs();
});

describe("spinning", () => {
  it("says nothing where nobody looks", async () => {
    expect(await spinning(err(false), "asking", async (say) => say("still asking"))).toBeUndefined();
    expect(drawn).toBe("");
  });

  it("draws where a person looks, and leaves nothing behind", async () => {
    const answer = await spinning(err(true), "asking", async (say) => {
      say("waiting");
      return 7;
    });
    expect(answer).toBe(7);
    expect(drawn).toContain("asking");
    expect(drawn).toContain("waiting");
    // The cursor comes back, and the line is cleared after the last drawing.
    expect(drawn).toContain("\u001B[?25h");
    expect(drawn.lastIndexOf("\u001B[0K")).toBeGreaterThan(drawn.lastIndexOf("waiting"));
  });

  it("takes itself away where the task fails", async () => {
    const failing = spinning(err(true), "asking", () => Promise.reject(new TypeError("defect")));
    await expect(failing).rejects.toThrow("defect");
    expect(drawn).toContain("\u001B[?25h");
  });
});
