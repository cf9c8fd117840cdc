import type { Resource } from "../../core/terraform/resource.js";

/** A key of JSON text, or an address with its value. Strings are compared as they are written. */
const KEY = /("(?:[^"\\]|\\.)*")\s*:(?:\s*("(?:[^"\\]|\\.)*"))?/g;

/** Where the resources of a JSON text stand: it is read once, however many are asked for. */
export class TextIndex {
  /** Positions of each key, ascending. */
  readonly #keys = new Map<string, number[]>();
  /** Position of the first resource with each address. */
  readonly #addresses = new Map<string, number>();
  /** Positions at which lines begin. */
  readonly #lines: number[] = [0];

  constructor(text: string) {
    for (const { 1: key = "", 2: value, index } of text.matchAll(KEY)) {
      const known = this.#keys.get(key);
      if (known === undefined) this.#keys.set(key, [index]);
      else known.push(index);
      if (key === '"address"' && value !== undefined && !this.#addresses.has(value))
        this.#addresses.set(value, index);
    }
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) this.#lines.push(at + 1);
  }

  /** The line of the resource: of its address in a plan or state, else of its key below that of its type; 1 without either. */
  lineOf({ id, type, name }: Pick<Resource, "id" | "type" | "name">): number {
    const address = this.#addresses.get(JSON.stringify(id));
    if (address !== undefined) return this.#lineAt(address);
    const [ofType = 0] = this.#keys.get(JSON.stringify(type)) ?? [];
    const own = this.#keys.get(JSON.stringify(name)) ?? [];
    return this.#lineAt(own[notBelow(own, ofType)] ?? 0);
  }

  #lineAt(position: number): number {
    return notBelow(this.#lines, position + 1);
  }
}

/** How many of the ascending numbers are less than one. */
function notBelow(numbers: readonly number[], least: number): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] ?? 0) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
