import { OutsideError } from "../../services/intent-do-sweep/outside-error.js";

/** Which call of the outside world goes wrong, and how; calls count from one. */
export interface Fault {
  readonly how: "before" | "after" | "error";
  readonly call: number;
}

const FAULT = /^(before|after|error):([1-9]\d{0,8})$/;

/** Reads `before:3`; undefined where the text is none. */
export function readFault(text: string): Fault | undefined {
  const [, how, call] = FAULT.exec(text) ?? [];
  return how === undefined ? undefined : { how: how as Fault["how"], call: Number(call) };
}

/**
 * Counts the calls that change the outside world, and lets one of them go wrong.
 *
 * Each such call of the local adapters runs through it, so that a test stops the broker between any two of them.
 */
export class Faults {
  readonly calls: string[] = [];
  readonly #fault: Fault | undefined;
  readonly #stop: () => never;
  #broken: string | undefined;

  /**
   * @param stop ends the process at once, or throws where a test only acts as if
   */
  constructor(fault: Fault | undefined, stop: () => never) {
    this.#fault = fault;
    this.#stop = stop;
  }

  /** One call. @param name what is called, with what: a retry of the same call has the same name */
  call<T>(name: string, effect: () => T): T {
    this.calls.push(name);
    const isIt = this.#fault?.call === this.calls.length;
    if (isIt && this.#fault?.how === "before") this.#stop();
    if (isIt && this.#fault?.how === "error") this.#broken = name;
    // No retry cures it.
    if (this.#broken === name) throw new OutsideError("throttled", `Rate exceeded (${name})`);
    const result = effect();
    if (isIt && this.#fault?.how === "after") this.#stop();
    return result;
  }
}

/** Kills this process as a crash would: no handler runs, nothing is cleaned up. */
export function killProcess(): never {
  process.kill(process.pid, "SIGKILL");
  // The signal may take a moment, in which nothing more may happen.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  throw new Error("the process outlived SIGKILL");
}
