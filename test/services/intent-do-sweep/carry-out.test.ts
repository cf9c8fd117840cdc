import { describe, expect, it } from "vitest";
import { carryOut, IntentFailed } from "../../../services/intent-do-sweep/carry-out.js";
import { changeRecord } from "../../../services/intent-do-sweep/change-record.js";
import { OutsideError, type OutsideErrorKind } from "../../../services/intent-do-sweep/outside-error.js";

async function carry(errors: Readonly<Record<string, (number: number) => Error | undefined>>) {
  const done: string[] = [];
  const waits: number[] = [];
  const tries: Record<string, number> = {};
  const outcome = await carryOut(
    ["first", "second", "third"],
    async (intent) => {
      tries[intent] = (tries[intent] ?? 0) + 1;
      const error = errors[intent]?.(tries[intent]);
      if (error !== undefined) throw error;
      done.push(intent);
    },
    async (milliseconds) => {
      waits.push(milliseconds);
    },
  );
  return { outcome, done, waits };
}

const failing = (kind: OutsideErrorKind, times = Number.POSITIVE_INFINITY) => ({
  second: (tried: number) => (tried <= times ? new OutsideError(kind, kind) : undefined),
});

describe("carrying out what is owed", () => {
  it("does all of it, in order", async () => {
    expect(await carry({})).toEqual({ outcome: { ok: true }, done: ["first", "second", "third"], waits: [] });
  });

  it.each<OutsideErrorKind>(["absent", "busy"])("waits where AWS is behind (%s)", async (kind) => {
    const { outcome, done, waits } = await carry(failing(kind, 3));
    expect(outcome.ok).toBe(true);
    expect(done).toHaveLength(3);
    expect(waits).toEqual([250, 500, 1000]);
  });

  it.each<[OutsideErrorKind, string, number]>([
    ["absent", "throttled", 6],
    ["throttled", "throttled", 2],
    ["limit", "throttled", 0],
    ["unmodifiable", "not_allowed", 0],
  ])("ends at the first that fails (%s: %s)", async (kind, why, waits) => {
    const result = await carry(failing(kind));
    expect(result.outcome).toMatchObject({ ok: false, intent: "second", why });
    expect(result.done).toEqual(["first"]);
    expect(result.waits).toHaveLength(waits);
  });

  it("says why an intent cannot be carried out, and lets a defect through", async () => {
    const failed = await carry({ second: () => new IntentFailed("role_full", "ten") });
    expect(failed.outcome).toMatchObject({ why: "role_full", message: "ten" });
    await expect(carry({ second: () => new TypeError("defect") })).rejects.toThrow("defect");
  });
});

describe("changing a record", () => {
  const store = (lost: number) => {
    let [value, writes] = [1, 0];
    return {
      read: async () => value,
      write: async (next: number, _: string) => {
        writes += 1;
        if (writes <= lost) {
          value += 10;
          return false;
        }
        value = next;
        return true;
      },
    };
  };
  const increment = (value: number) => ({ ok: true, record: value + 1, note: "" }) as const;

  it("judges anew what somebody else has changed", async () => {
    expect(await changeRecord(store(2), increment)).toEqual({ ok: true, record: 22 });
  });

  it("says what stands where it refuses, and that there is none", async () => {
    const refuse = () => ({ ok: false, refusal: "no" }) as const;
    expect(await changeRecord(store(0), refuse)).toEqual({ ok: false, refusal: "no", record: 1 });
    const empty = { read: async () => undefined, write: async () => true };
    expect(await changeRecord<number, string, string>(empty, increment)).toBeUndefined();
  });

  it("gives up where others are always faster", async () => {
    await expect(changeRecord(store(99), increment)).rejects.toBeInstanceOf(OutsideError);
  });
});
