import { describe, expect, it } from "vitest";
import { FINAL_STATES, type GrantState, TRANSITIONS } from "../../../core/access/grant.js";
import { extensionOf, reviewGrant, reviewOwed } from "../../../core/access/open-grant.js";
import { dueEvent, gaugesOf, owedBy } from "../../../core/access/owed.js";
import { planRequest } from "../../../core/access/plan.js";
import { stepGrant } from "../../../core/access/step-grant.js";
import { following, LEAD, LEADS, OTHER_LEAD, open, REQUESTER, reasonOf, start } from "./grant-sample.js";
import { entitlement, entitlements, NOW } from "./sample.js";

const MINUTE = 60_000;

function approve(by: typeof LEAD, hash: string, minutes?: number, at = NOW) {
  return { type: "approve", at, by, hash, ...(minutes === undefined ? {} : { minutes }) } as const;
}

function approved(minutes?: number, parts: object = {}) {
  const grant = open({ approval: LEADS, ...parts });
  const { hash } = grant.approval;
  return following(grant, approve(LEAD, hash, minutes), approve(OTHER_LEAD, hash));
}

describe("the table of grants", () => {
  it("leads out of every state but the final ones, and into each but the first", () => {
    const left = new Set(TRANSITIONS.map(({ from }) => from));
    const entered = new Set(TRANSITIONS.flatMap(({ to }) => to));
    expect([...FINAL_STATES].filter((state) => left.has(state))).toEqual([]);
    const states: GrantState[] = [...new Set([...left, ...FINAL_STATES])];
    expect(states.filter((state) => !entered.has(state))).toEqual([]);
    expect(states).toHaveLength(12);
  });

  it("runs from the request to the end", () => {
    const grant = approved();
    const active = following(grant, start(grant, NOW + MINUTE), { type: "attached", at: NOW + 2 * MINUTE });
    expect(active).toMatchObject({
      state: "ACTIVE",
      version: 5,
      window: { activation: NOW + MINUTE, deadline: NOW + 61 * MINUTE },
    });
    const end = NOW + 61 * MINUTE;
    const revoking = following(active, { type: "expire", at: end });
    expect(revoking.state).toBe("REVOKING");
    expect(following(revoking, { type: "retry", at: end }, { type: "absent", at: end }).state).toBe(
      "EXPIRED",
    );
    expect(
      following(
        active,
        { type: "revoke", at: NOW, by: REQUESTER, why: "requested" },
        { type: "absent", at: NOW },
      ).state,
    ).toBe("REVOKED");
  });

  it("rolls back what was never provisioned", () => {
    const grant = approved();
    const failed = following(grant, start(grant, NOW), { type: "fail", at: NOW, why: "role_full" });
    expect(failed.state).toBe("ROLLING_BACK");
    expect(following(failed, { type: "absent", at: NOW })).toMatchObject({
      state: "FAILED",
      ending: "role_full",
    });
  });

  it("flags what is stuck and tries on", () => {
    const grant = following(approved(), start(approved(), NOW), { type: "fail", at: NOW, why: "throttled" });
    const retries = Array.from({ length: 6 }, () => ({ type: "retry", at: NOW }) as const);
    const stuck = following(grant, ...retries);
    expect(stuck).toMatchObject({ state: "ROLLING_BACK", attempts: 6, stuck: true });
    expect(dueEvent(stuck, NOW)).toBe("retry");
    expect(gaugesOf([stuck], NOW + 70 * MINUTE)).toEqual({ active: 0, stuck: 1, oldestOverdueSeconds: 600 });
    expect(following(stuck, { type: "absent", at: NOW }).stuck).toBe(false);
  });
});

describe("approvals", () => {
  const grant = open();
  const { hash } = grant.approval;
  it.each([
    ["the requester", approve(REQUESTER, hash), "self_approval"],
    ["the requester in other letters", approve({ id: "U-17", groups: ["leads"] }, hash), "self_approval"],
    ["somebody else", approve({ id: "u-18", groups: ["oncall"] }, hash), "not_allowed"],
    ["an approver of another hash", approve(LEAD, `${hash}0`), "hash_mismatch"],
    ["an approver who lengthens", approve(LEAD, hash, 61), "minutes_out_of_range"],
    ["an approver who is late", approve(LEAD, hash, 60, NOW + 180 * MINUTE), "lapsed"],
    ["the first approver", approve(LEAD, hash, 60), "PENDING"],
  ])("of %s: %s", (_, event, reason) => {
    expect(reasonOf(stepGrant(grant, event))).toBe(reason);
  });

  it("count distinct persons", () => {
    const once = following(grant, approve(LEAD, hash));
    expect(reasonOf(stepGrant(once, approve(LEAD, hash)))).toBe("already_approved");
    expect(reasonOf(stepGrant(once, approve({ id: "LEAD-1", groups: ["leads"] }, hash)))).toBe(
      "already_approved",
    );
    expect(reasonOf(stepGrant(once, approve({ id: "boss", groups: [] }, hash)))).toBe("APPROVED");
    expect(reasonOf(stepGrant(approved(), approve({ id: "boss", groups: [] }, hash)))).toBe("wrong_state");
  });

  it("may shorten, and the duration counts from the start", () => {
    const short = approved(10);
    const later = following(short, start(short, NOW + 3 * MINUTE));
    expect(later.window).toEqual({ activation: NOW + 3 * MINUTE, deadline: NOW + 13 * MINUTE });
  });

  it("are void when the file changes what they were of, or needs more", () => {
    const grant = approved();
    const change = { approval: LEADS, statements: [{ actions: ["s3:*"], resources: ["*"] }] };
    expect(following(grant, start(grant, NOW, change))).toMatchObject({
      state: "CANCELLED",
      ending: "entitlement_changed",
    });
    const more = { approval: { ...LEADS, required: 3 } };
    expect(following(grant, start(grant, NOW, more)).ending).toBe("entitlement_changed");
    const left = { approval: LEADS, eligible: ["group:other"] };
    expect(following(grant, start(grant, NOW, left)).ending).toBe("not_eligible");
  });
});

describe("who may end a grant", () => {
  const grant = open();
  it("lets approvers deny, the requester cancel, and both revoke", () => {
    expect(reasonOf(stepGrant(grant, { type: "deny", at: NOW, by: LEAD }))).toBe("DENIED");
    expect(reasonOf(stepGrant(grant, { type: "deny", at: NOW, by: REQUESTER }))).toBe("not_allowed");
    expect(reasonOf(stepGrant(grant, { type: "cancel", at: NOW, by: LEAD }))).toBe("not_allowed");
    expect(reasonOf(stepGrant(grant, { type: "cancel", at: NOW, by: REQUESTER }))).toBe("CANCELLED");
    const stranger = { type: "revoke", at: NOW, by: { id: "u-18" }, why: "requested" } as const;
    expect(reasonOf(stepGrant(grant, stranger))).toBe("not_allowed");
    expect(reasonOf(stepGrant(grant, { ...stranger, isOperator: true }))).toBe("CANCELLED");
    expect(reasonOf(stepGrant(grant, { ...stranger, by: LEAD }))).toBe("CANCELLED");
  });
});

describe("time", () => {
  it("lapses what nobody approves, and what does not start", () => {
    const grant = open({ approval: LEADS, pendingMinutes: 10 });
    expect(dueEvent(grant, NOW + 10 * MINUTE - 1)).toBeUndefined();
    expect(dueEvent(grant, NOW + 10 * MINUTE)).toBe("lapse");
    expect(following(grant, { type: "lapse", at: NOW + 10 * MINUTE }).state).toBe("LAPSED");
    expect(dueEvent(approved(), NOW + 5 * MINUTE + 1)).toBe("lapse");
    expect(reasonOf(stepGrant(approved(), start(approved(), NOW + 6 * MINUTE)))).toBe("lapsed");
  });

  it("starts a scheduled grant at its start, and an extension five minutes before", () => {
    const body = { notBefore: "2026-12-01T11:00:00Z" };
    const scheduled = open({}, body);
    const [early, due] = [NOW + 55 * MINUTE, NOW + 60 * MINUTE];
    expect(owedBy(scheduled, early)).toEqual(["schedule-start"]);
    expect(reasonOf(stepGrant(scheduled, start(scheduled, early, {})))).toBe("wrong_state");
    expect(following(scheduled, start(scheduled, due, {})).window?.activation).toBe(due);
    const extension = open({}, body, { extends: "g0" });
    expect(dueEvent(extension, early)).toBe("start");
    expect(following(extension, start(extension, early, {})).window).toEqual({
      activation: due,
      deadline: due + 60 * MINUTE,
    });
  });

  it("rolls back what takes too long, and never expires what still lasts", () => {
    const provisioning = following(approved(), start(approved(), NOW));
    expect(dueEvent(provisioning, NOW + 5 * MINUTE)).toBe("fail");
    const active = following(provisioning, { type: "attached", at: NOW });
    expect(dueEvent(active, NOW + 60 * MINUTE - 1)).toBeUndefined();
    expect(dueEvent(active, NOW + 60 * MINUTE)).toBe("expire");
    expect(reasonOf(stepGrant(active, { type: "expire", at: NOW }))).toBe("wrong_state");
  });
});

describe("extensions and break glass", () => {
  const [file] = entitlements(entitlement({ maxMinutes: 100 }));
  if (file === undefined) throw new Error("no entitlement");
  const first = open({ maxMinutes: 100 });
  const active = following(first, start(first, NOW, { maxMinutes: 100 }), { type: "attached", at: NOW });

  it("continue from the old deadline on, within the minutes of the whole chain", () => {
    expect(extensionOf(active, 40, file, [active])).toMatchObject({
      ok: true,
      request: { minutes: 40, notBefore: NOW + 60 * MINUTE },
    });
    expect(extensionOf(active, 41, file, [active])).toMatchObject({
      refusal: { reason: "minutes_out_of_range" },
    });
    expect(extensionOf(first, 10, file, [first])).toMatchObject({ refusal: { reason: "wrong_state" } });
    const [gated] = entitlements(entitlement({ maxMinutes: 100, approval: LEADS }));
    if (gated === undefined) throw new Error("no entitlement");
    expect(extensionOf(active, 100, gated, [active]).ok).toBe(true);
  });

  it("break the glass at once, for less, and owe a review", () => {
    const breakGlass = { eligible: ["group:oncall"], maxMinutes: 30 };
    const parts = { approval: LEADS, breakGlass };
    const grant = open(parts, { minutes: 30 }, { breakGlass: true });
    expect(grant).toMatchObject({ state: "APPROVED", review: "owed" });
    expect(following(grant, start(grant, NOW, parts)).state).toBe("PROVISIONING");
    expect(reviewOwed("U-17", [grant])?.reason).toBe("review_owed");
    expect(reviewGrant(grant, REQUESTER, NOW, true)).toMatchObject({ refusal: { reason: "not_allowed" } });
    const reviewed = reviewGrant(grant, LEAD, NOW, true);
    expect(reviewed.ok && reviewOwed("u-17", [reviewed.grant])).toBeUndefined();
    const request = { ...grant.request, minutes: 31 };
    const long = planRequest(request, entitlements(entitlement(parts)), { now: NOW, withoutApproval: true });
    expect(long.reason).toBe("minutes_out_of_range");
    const none = entitlements(entitlement({ approval: LEADS }));
    expect(planRequest(request, none, { now: NOW, withoutApproval: true }).reason).toBe("not_eligible");
  });
});
