import { describe, expect, it } from "vitest";
import { networkOf } from "../../../core/identity/network-of.js";
import {
  afterSuccess,
  type Counters,
  NO_FAILURES,
  waitSeconds,
  withFailure,
} from "../../../core/identity/throttle.js";

/** Fails each time that it may; gives the waits before each attempt. */
function waits(attempts: number): number[] {
  let counters: Counters = NO_FAILURES;
  let now = 1_000_000_000_000;
  return Array.from({ length: attempts }, () => {
    const wait = waitSeconds(counters, now) ?? 0;
    now += wait * 1000;
    counters = withFailure(counters, now);
    return wait;
  });
}

describe("the throttle of a name and a network", () => {
  it("lets five failures pass, then doubles from 30 seconds to an hour", () => {
    expect(waits(15)).toEqual([0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]);
  });

  it("begins anew after a success", () => {
    let counters: Counters = NO_FAILURES;
    for (let count = 0; count < 5; count += 1) counters = withFailure(counters, 1000);
    expect(waitSeconds(counters, 1000)).toBe(30);
    expect(waitSeconds(afterSuccess(counters, 1000), 1000)).toBeUndefined();
  });
});

describe("the throttle of a network", () => {
  const failed = (network: Counters["network"], now: number) =>
    withFailure({ ...NO_FAILURES, network }, now).network;

  it("holds everybody up after 50 failures in ten minutes, until the oldest is past", () => {
    let network: Counters["network"] = NO_FAILURES.network;
    for (let count = 0; count < 50; count += 1) {
      expect(waitSeconds({ ...NO_FAILURES, network }, count * 1000)).toBeUndefined();
      network = failed(network, count * 1000);
    }
    expect(waitSeconds({ ...NO_FAILURES, network }, 50_000)).toBe(550);
    expect(waitSeconds({ ...NO_FAILURES, network }, 599_999)).toBe(1);
    expect(waitSeconds({ ...NO_FAILURES, network }, 600_000)).toBeUndefined();
  });

  it("takes back the attempt of a success alone", () => {
    let network: Counters["network"] = NO_FAILURES.network;
    for (const at of [1, 2, 3]) network = failed(network, at);
    expect(afterSuccess({ ...NO_FAILURES, network }, 2).network).toEqual({ at: [1, 3] });
  });
});

describe("the throttle of a name", () => {
  it("ends after 100 failures in a row, wherever they come from", () => {
    const name = { count: 99 };
    expect(waitSeconds({ ...NO_FAILURES, name }, 0)).toBeUndefined();
    expect(waitSeconds({ ...NO_FAILURES, name: { count: 100 } }, Number.MAX_SAFE_INTEGER)).toBe(3600);
  });
});

describe("networkOf", () => {
  it.each([
    ["192.0.2.77", "192.0.2.0/24"],
    ["::ffff:192.0.2.77", "192.0.2.0/24"],
    ["255.255.255.255", "255.255.255.0/24"],
    ["2001:db8:1:2ff::1", "2001:db8:1:200::/56"],
    ["2001:db8:1:2fe:ffff::", "2001:db8:1:200::/56"],
    ["somewhere", "unknown"],
    [undefined, "unknown"],
  ])("puts %s into %s", (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});
