import { OutsideError, type OutsideErrorKind } from "./outside-error.js";

/** Why an intent cannot be carried out, however often it is tried. */
export class IntentFailed extends Error {
  /** Reason code. */
  readonly why: string;

  constructor(why: string, message: string) {
    super(message);
    this.name = "IntentFailed";
    this.why = why;
  }
}

/** Whether all was done; else what was not, and why. */
export type Outcome<Intent> =
  | { readonly ok: true }
  | { readonly ok: false; readonly intent: Intent; readonly why: string; readonly message: string };

/**
 * Waits between the attempts of one step, in milliseconds. IAM may take seconds to know what it was told
 * (facts of AWS's Terraform provider: NoSuchEntity and ConcurrentModification right after CreatePolicy).
 */
const WAITS = [250, 500, 1000, 2000, 4000, 8000];
const CURED_BY_WAITING: ReadonlySet<OutsideErrorKind> = new Set<OutsideErrorKind>(["absent", "busy"]);
/** Attempts of a step that is throttled: the adapter has tried before, and what is still throttled waits for the sweep. */
const THROTTLED_TRIES = 3;

/**
 * Does what is owed, in order. Each intent is idempotent, so that whoever takes over begins at the first one again.
 * The first that fails ends it; the record then says that it is to be undone, or tried again by the sweep.
 *
 * @param wait waits for at least this long; with jitter, so that those who were throttled together do not come back together
 * @throws what is neither a failed call nor a failed intent: a defect
 */
export async function carryOut<Intent>(
  intents: readonly Intent[],
  perform: (intent: Intent) => Promise<void>,
  wait: (milliseconds: number) => Promise<void>,
): Promise<Outcome<Intent>> {
  for (const intent of intents) {
    try {
      await patiently(() => perform(intent), wait);
    } catch (error) {
      if (error instanceof IntentFailed) return { ok: false, intent, why: error.why, message: error.message };
      if (!(error instanceof OutsideError)) throw error;
      const why = error.kind === "unmodifiable" ? "not_allowed" : "throttled";
      return { ok: false, intent, why, message: error.message };
    }
  }
  return { ok: true };
}

async function patiently(
  attempt: () => Promise<void>,
  wait: (milliseconds: number) => Promise<void>,
): Promise<void> {
  let throttled = 0;
  for (const milliseconds of WAITS) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof OutsideError)) throw error;
      if (error.kind === "throttled") throttled += 1;
      const isCurable = CURED_BY_WAITING.has(error.kind) || error.kind === "throttled";
      if (!isCurable || throttled >= THROTTLED_TRIES) throw error;
    }
    await wait(milliseconds);
  }
  return attempt();
}
