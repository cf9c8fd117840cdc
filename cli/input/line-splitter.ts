/** Longest line that is kept, in bytes: a request has some hundred of them. */
export const LONGEST_LINE = 2 ** 20;

/** A line of a stream; undefined where it was longer than {@link LONGEST_LINE} and was dropped. */
export type Line = string | undefined;

/** Cuts a stream of bytes, each a character of Latin-1, into lines in constant memory. */
export class LineSplitter {
  #rest = "";
  #overlong = false;
  readonly #onLine: (line: Line) => void;

  constructor(onLine: (line: Line) => void) {
    this.#onLine = onLine;
  }

  /** Takes in the next piece of the stream. */
  push(piece: string): void {
    let start = 0;
    for (let end = piece.indexOf("\n"); end >= 0; end = piece.indexOf("\n", start)) {
      this.#finish(piece.slice(start, end));
      start = end + 1;
    }
    this.#keep(piece.slice(start));
  }

  /** Hands over what follows the last line break, if anything does. */
  end(): void {
    if (this.#rest !== "" || this.#overlong) this.#finish("");
  }

  #keep(piece: string): void {
    if (this.#overlong) return;
    this.#rest += piece;
    if (this.#rest.length > LONGEST_LINE) {
      this.#overlong = true;
      this.#rest = "";
    }
  }

  #finish(piece: string): void {
    this.#keep(piece);
    const line = this.#overlong ? undefined : this.#rest;
    this.#rest = "";
    this.#overlong = false;
    this.#onLine(line?.endsWith("\r") ? line.slice(0, -1) : line);
  }
}
