import { Readable } from "node:stream";
import type { Output, Streams } from "../../cli/streams.js";

/** Streams in memory, for commands that run in the process of the test. */
export interface MemoryStreams extends Streams {
  /** What was written so far. */
  written(): { readonly stdout: string; readonly stderr: string };
}

/** @param standardInput what `-` reads; without it there is no standard input */
export function memoryStreams(standardInput?: string | Buffer): MemoryStreams {
  const texts = { stdout: "", stderr: "" };
  const output = (name: keyof typeof texts): Output => ({
    write: async (text) => {
      texts[name] += text;
    },
  });
  return {
    out: output("stdout"),
    err: output("stderr"),
    ...(standardInput === undefined ? {} : { in: Readable.from([Buffer.from(standardInput)]) }),
    written: () => ({ ...texts }),
  };
}
