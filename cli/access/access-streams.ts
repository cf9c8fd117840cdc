import type { Readable } from "node:stream";

/** Where the verbs of `cordon access` write and read. */
export interface AccessStreams {
  readonly out: { write(text: string): Promise<void> };
  readonly err: { write(text: string): Promise<void> };
  /** @default - `-` as the name of a file is refused */
  readonly in?: Readable;
}
