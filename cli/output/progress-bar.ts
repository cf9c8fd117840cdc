const WIDTH = 24;
const REDRAW_MILLISECONDS = 100;

/**
 * A progress bar on stderr, drawn only where a person looks at it.
 *
 * `report` may be called as often as there is progress; it draws at most ten times a second.
 */
export class ProgressBar {
  readonly #unit: string;
  readonly #total: number | undefined;
  readonly #visible = process.stderr.isTTY === true;
  readonly #start = performance.now();
  #drawn = 0;

  /**
   * @param unit what is counted, in the plural
   * @param total what `done` will reach in the end @default - unknown, the count alone is shown
   */
  constructor(unit: string, total: number | undefined) {
    this.#unit = unit;
    this.#total = total === 0 ? undefined : total;
  }

  /** Draws how far the work is: `done` of the total, `count` units. */
  report(done: number, count: number): void {
    if (!this.#visible) return;
    const now = performance.now();
    if (now - this.#drawn < REDRAW_MILLISECONDS) return;
    this.#drawn = now;
    const rate = Math.round((count / Math.max(now - this.#start, 1)) * 1000);
    const share = this.#total === undefined ? undefined : Math.min(done / this.#total, 1);
    const filled = Math.round((share ?? 0) * WIDTH);
    const bar =
      share === undefined
        ? ""
        : `[${"#".repeat(filled)}${"-".repeat(WIDTH - filled)}] ${Math.floor(share * 100)} %  `;
    process.stderr.write(
      `\r\u001b[K${bar}${count.toLocaleString("en")} ${this.#unit}, ${rate.toLocaleString("en")}/s`,
    );
  }

  /** Takes the bar away. */
  finish(): void {
    if (this.#visible && this.#drawn > 0) process.stderr.write("\r\u001b[K");
  }
}
