const INTERVAL_MILLISECONDS = 1000;

/** Tells on stderr what is being done, once a second at most, so that only long work speaks. */
export class Progress {
  readonly #write: (line: string) => void;
  readonly #clock: () => number;
  #last: number;

  constructor(write: (line: string) => void, clock: () => number = () => performance.now()) {
    this.#write = write;
    this.#clock = clock;
    this.#last = clock();
  }

  /** Says the text if nothing was said for a second. */
  say(text: string): void {
    const now = this.#clock();
    if (now - this.#last < INTERVAL_MILLISECONDS) return;
    this.#last = now;
    this.#write(`${text}\n`);
  }
}
