import type { Output } from "../streams.js";

const LINE_INTERVAL_MILLISECONDS = 1000;
const REDRAW_MILLISECONDS = 100;
const BAR_WIDTH = 24;
const CLEAR_LINE = "\r\u001b[K";

/** How far counted work is. */
export interface Count {
  /** What is counted, in the plural. */
  readonly unit: string;
  readonly count: number;
  /** How much of `total` is done. */
  readonly done: number;
  /** What `done` will reach. @default - unknown, the count alone is shown */
  readonly total?: number | undefined;
}

/**
 * Tells on `err` what is being done.
 *
 * `say` and `report` may be called as often as there is progress. A line follows the one before after a second at the
 * earliest, so that only long work speaks; a bar is drawn where a person looks, at most ten times a second.
 */
export class Progress {
  readonly #err: Output;
  readonly #clock: () => number;
  readonly #start: number;
  #said: number;
  #drawn: number | undefined;

  constructor(err: Output, clock: () => number = () => performance.now()) {
    this.#err = err;
    this.#clock = clock;
    this.#start = clock();
    this.#said = this.#start;
  }

  /** Says the text on a line of its own. */
  say(text: string): void {
    const now = this.#clock();
    if (now - this.#said < LINE_INTERVAL_MILLISECONDS) return;
    this.#said = now;
    this.#write(`${text}\n`);
  }

  /** Draws a bar. */
  report({ unit, count, done, total }: Count): void {
    if (this.#err.isTerminal !== true) return;
    const now = this.#clock();
    if (this.#drawn !== undefined && now - this.#drawn < REDRAW_MILLISECONDS) return;
    this.#drawn = now;
    const rate = Math.round((count / Math.max(now - this.#start, 1)) * 1000);
    this.#write(
      `${CLEAR_LINE}${barOf(done, total)}${count.toLocaleString("en")} ${unit}, ${rate.toLocaleString("en")}/s`,
    );
  }

  /** Takes the bar away. */
  finish(): void {
    if (this.#drawn !== undefined) this.#write(CLEAR_LINE);
    this.#drawn = undefined;
  }

  /** Nobody waits for progress: it is little, and the work goes on. */
  #write(text: string): void {
    void this.#err.write(text);
  }
}

function barOf(done: number, total: number | undefined): string {
  if (total === undefined || total === 0) return "";
  const share = Math.min(done / total, 1);
  const filled = Math.round(share * BAR_WIDTH);
  return `[${"#".repeat(filled)}${"-".repeat(BAR_WIDTH - filled)}] ${Math.floor(share * 100)} %  `;
}
