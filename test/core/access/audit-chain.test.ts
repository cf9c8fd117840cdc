import { describe, expect, it } from "vitest";
import { type AuditEvent, chainEvent, EMPTY_CHAIN, verifyChain } from "../../../core/access/audit-chain.js";
import type { AuditRecord } from "../../../core/access/grant-event.js";

const records = ["PENDING", "APPROVED", "PROVISIONING", "ACTIVE"].map(
  (to, index): AuditRecord => ({
    grant: "g1",
    at: "2026-12-01T10:00:00Z",
    actor: "user:u-17",
    event: "step",
    from: index === 0 ? null : "PENDING",
    to,
    detail: { minutes: 60 },
  }),
);

function chain(): { readonly events: readonly AuditEvent[]; readonly head: typeof EMPTY_CHAIN } {
  let head = EMPTY_CHAIN;
  const events = records.map((record) => {
    const next = chainEvent(record, head);
    head = next.head;
    return next.event;
  });
  return { events, head };
}

describe("the audit chain", () => {
  const { events, head } = chain();
  const [first, second, third, fourth] = events as [AuditEvent, AuditEvent, AuditEvent, AuditEvent];

  it("verifies, whatever the order of keys", () => {
    expect(verifyChain(events, [head])).toEqual({ ok: true, head });
    const turned = events.map((event) => Object.fromEntries(Object.entries(event).reverse()));
    expect(verifyChain(turned, [head]).ok).toBe(true);
    expect(verifyChain([], [EMPTY_CHAIN]).ok).toBe(true);
  });

  it.each([
    ["a changed word", [first, { ...second, actor: "user:u-18" }, third, fourth], 2],
    ["a changed detail", [first, second, { ...third, detail: { minutes: 61 } }, fourth], 3],
    ["an added key", [{ ...first, more: 1 }, second, third, fourth], 1],
    ["a removed event", [first, third, fourth], 2],
    ["a removed beginning", [second, third, fourth], 1],
    ["another order", [first, third, second, fourth], 2],
    ["a repeated event", [first, first, second], 2],
    ["a missing end", [first, second, third], 4],
    ["a missing hash", [first, { ...second, hash: undefined }], 2],
    ["half a character", [{ ...first, actor: "\ud800" }], 1],
    ["no object", ["text"], 1],
  ])("finds %s", (_, list, line) => {
    expect(verifyChain(list, [head])).toMatchObject({ ok: false, line });
  });

  it("finds a chain that was written anew, by the head that was kept elsewhere", () => {
    const rewritten = chainEvent({ ...(records[0] as AuditRecord), actor: "user:u-18" }, EMPTY_CHAIN);
    expect(verifyChain([rewritten.event])).toMatchObject({ ok: true });
    expect(verifyChain([rewritten.event], [{ count: 1, hash: first.hash }])).toMatchObject({
      ok: false,
      line: 1,
    });
  });

  it("must agree with every head that was kept, so that a later false one covers nothing", () => {
    let shorter = EMPTY_CHAIN;
    const rewritten = [records[0], records[1], { ...(records[2] as AuditRecord), to: "DENIED" }].map(
      (record) => {
        const next = chainEvent(record as AuditRecord, shorter);
        shorter = next.head;
        return next.event;
      },
    );
    const kept = [
      { count: 2, hash: second.hash },
      { count: 3, hash: third.hash },
    ];
    expect(verifyChain(rewritten, [...kept, shorter])).toMatchObject({ ok: false, line: 3 });
    expect(verifyChain(rewritten, [shorter])).toMatchObject({ ok: true });
    expect(verifyChain(events, [...kept, head])).toMatchObject({ ok: true });
  });
});
