import { clearLine, cursorTo, moveCursor } from "node:readline";
import type { Output } from "../streams.js";

/** Runs a task under a spinner, where a person looks at `err`; elsewhere without a word. */
export async function spinning<T>(
  err: Output,
  text: string,
  task: (say: (text: string) => void) => Promise<T>,
): Promise<T> {
  if (err.isTerminal !== true) return task(() => {});
  const { default: spinner } = await import("yocto-spinner");
  const turning = spinner({ text, stream: terminal(err) }).start();
  try {
    return await task((said) => {
      turning.text = said;
    });
  } finally {
    turning.stop();
  }
}

/** The output as the stream that the spinner draws on. */
function terminal(err: Output): NodeJS.WriteStream {
  const stream = {
    isTTY: true,
    write: (drawn: string) => {
      // Nobody waits for a drawing.
      void err.write(drawn);
      return true;
    },
    cursorTo: (column: number) => cursorTo(asStream, column),
    moveCursor: (x: number, y: number) => moveCursor(asStream, x, y),
    clearLine: (direction: -1 | 0 | 1) => clearLine(asStream, direction),
  };
  const asStream = stream as unknown as NodeJS.WriteStream;
  return asStream;
}
