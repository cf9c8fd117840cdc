import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SignIn } from "../../../core/identity/sign-in.js";
import { type History, NO_HISTORY, withSignIn } from "../../../core/identity/sign-in-history.js";
import { signInRisk } from "../../../core/identity/sign-in-risk.js";
import { runs } from "../../harness/property-runs.js";

const HOUR = 3_600_000;
const START = Date.parse("2026-03-02T00:00:00Z");

const word = fc.oneof(
  fc.constantFrom("a", "b", "c", "__proto__", "constructor", ""),
  fc.string({ maxLength: 4 }),
);
const place = fc.record({
  latitude: fc.double({ min: -90, max: 90, noNaN: true }),
  longitude: fc.double({ min: -180, max: 180, noNaN: true }),
});
const signIn: fc.Arbitrary<SignIn> = fc.record({
  network: word,
  country: fc.option(word, { nil: undefined }),
  place: fc.option(place, { nil: undefined }),
  // In any order: clocks of two servers differ.
  at: fc.integer({ min: 0, max: 400 * 24 }).map((hours) => START + hours * HOUR),
  browser: word,
  device: fc.option(word, { nil: undefined }),
  failures: fc.oneof(fc.nat(20), fc.nat()),
});
const history = fc
  .array(signIn, { maxLength: 30 })
  .map((all) => all.reduce<History>((known, one) => withSignIn(known, one), NO_HISTORY));

describe("the risk of a sign-in", () => {
  it("lies in [0, 1] and has its reasons, whatever was before", () => {
    fc.assert(
      fc.property(signIn, history, history, history, (one, own, peers, all) => {
        const { risk, reasons } = signInRisk(one, { own, peers, all });
        expect(risk >= 0 && risk <= 1).toBe(true);
        expect(reasons.length > 0 || risk === 0).toBe(true);
      }),
      runs(20_000),
    );
  });

  it("reaches 0: for what somebody always does, whatever others do", () => {
    fc.assert(
      fc.property(signIn, fc.integer({ min: 1, max: 30 }), history, history, (one, times, peers, all) => {
        const usual = { ...one, failures: Math.min(one.failures, 2) };
        const own = Array.from({ length: times }).reduce<History>(
          (known) => withSignIn(known, usual),
          NO_HISTORY,
        );
        expect(signInRisk(usual, { own, peers, all })).toEqual({ risk: 0, reasons: [] });
      }),
      runs(5000),
    );
  });

  it("reaches 1: for a journey to the other side of the earth within hours, whatever else fits", () => {
    fc.assert(
      fc.property(signIn, place, fc.integer({ min: 0, max: 12 }), history, (one, here, hours, others) => {
        const last = { ...one, place: here };
        const there = {
          latitude: -here.latitude,
          longitude: here.longitude > 0 ? here.longitude - 180 : here.longitude + 180,
        };
        const own = withSignIn(others, last);
        const away = { ...last, place: there, at: last.at + hours * HOUR };
        const { risk, reasons } = signInRisk(away, { own, peers: others, all: others });
        expect([risk, reasons[0]]).toEqual([1, expect.stringMatching(/ km from the last sign-in /u)]);
      }),
      runs(5000),
    );
  });
});
