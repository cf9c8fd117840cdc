import { OutsideError } from "./outside-error.js";

/** A change of a record, or why there is none. */
export type Change<Stored, Note, Refused> =
  | { readonly ok: true; readonly record: Stored; readonly note: Note }
  | { readonly ok: false; readonly refusal: Refused };

/** Where records are written on the condition that nobody wrote them meanwhile. */
export interface RecordStore<Stored, Note> {
  read(): Promise<Stored | undefined>;
  /** False where somebody else was faster. */
  write(record: Stored, note: Note): Promise<boolean>;
}

/** How often a change is judged anew because somebody else was faster. */
const TRIES = 10;

/**
 * Reads a record, judges the change by what stands there, and writes it: the law "intent before side effect" begins
 * with it. Where somebody else was faster, the change is judged again.
 *
 * @returns undefined where there is no such record
 * @throws OutsideError where others are faster all the time
 */
export async function changeRecord<Stored, Note, Refused>(
  store: RecordStore<Stored, Note>,
  judge: (record: Stored) => Change<Stored, Note, Refused>,
): Promise<
  | { readonly ok: true; readonly record: Stored }
  | { readonly ok: false; readonly refusal: Refused; readonly record: Stored }
  | undefined
> {
  for (let tried = 0; tried < TRIES; tried += 1) {
    const record = await store.read();
    if (record === undefined) return undefined;
    const change = judge(record);
    if (!change.ok) return { ok: false, refusal: change.refusal, record };
    if (await store.write(change.record, change.note)) return { ok: true, record: change.record };
  }
  throw new OutsideError("busy", `others changed the record ${TRIES} times`);
}
