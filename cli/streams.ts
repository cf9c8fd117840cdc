import type { Readable } from "node:stream";

/** A stream that a command writes to. */
export interface Output {
  /** Resolves once the text is taken: whoever awaits it does not fill the memory where the reader is slow. */
  write(text: string): Promise<void>;
  /** Whether a person looks at it. @default false */
  readonly isTerminal?: boolean;
  /** How many characters a line holds. @default - nothing says so */
  readonly columns?: number;
}

/** Where a command writes and reads: results go to `out`, everything else to `err`. */
export interface Streams {
  readonly out: Output;
  readonly err: Output;
  /** @default - `-` as the name of a file is refused */
  readonly in?: Readable;
}

/** The results cannot be written any further; the command ends without a word. */
export class OutputLost extends Error {
  /** The reader closed the pipe (`| head`) and has what it wanted. */
  readonly closedByReader: boolean;

  constructor(cause: NodeJS.ErrnoException) {
    super("the output is lost", { cause });
    this.name = "OutputLost";
    this.closedByReader = cause.code === "EPIPE";
  }
}

/** The streams of this process. */
export function processStreams(): Streams {
  return {
    out: outputTo(process.stdout, process.env["COLUMNS"]),
    err: quiet(outputTo(process.stderr, process.env["COLUMNS"])),
    // Node opens the stream when it is first asked for, which few commands do.
    get in() {
      return process.stdin;
    },
  };
}

/**
 * The stream as an output, which rejects with {@link OutputLost}.
 *
 * @param columns what the variable COLUMNS says, which goes before the terminal; no whole number says nothing
 */
export function outputTo(
  stream: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number },
  columns?: string,
): Output {
  const width = /^[1-9][0-9]{0,4}$/.test(columns ?? "") ? Number(columns) : stream.columns;
  let lost: OutputLost | undefined;
  // Without a listener the process would end with a stack trace; and only the first error says why.
  stream.on("error", (error) => {
    lost ??= new OutputLost(error);
  });
  return {
    isTerminal: stream.isTTY === true,
    // A pseudo terminal without a size has zero columns.
    ...(width === undefined || width === 0 ? {} : { columns: width }),
    write: (text) =>
      new Promise((resolve, reject) => {
        if (lost !== undefined) return reject(lost);
        stream.write(text, (error) => {
          if (error == null) return resolve();
          lost ??= new OutputLost(error);
          reject(lost);
        });
      }),
  };
}

/** The output, as one that may be missing: the command goes on where nobody reads its warnings. */
function quiet(output: Output): Output {
  return { ...output, write: (text) => output.write(text).catch(() => {}) };
}
