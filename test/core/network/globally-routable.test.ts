import { describe, expect, it } from "vitest";
import { AddressSet } from "../../../core/network/address-set.js";
import { parseCidr } from "../../../core/network/cidr.js";
import {
  coversInternet,
  GLOBALLY_ROUTABLE,
  shareOfInternet,
} from "../../../core/network/globally-routable.js";

function set(...texts: readonly string[]): AddressSet {
  return AddressSet.fromCidrs(
    texts.map((text) => {
      const cidr = parseCidr(text);
      if (!cidr.ok) throw new Error(text);
      return cidr.value;
    }),
  );
}

const PRIVATE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "0.0.0.0/8", "127.0.0.0/8", "224.0.0.0/3"];

describe("coversInternet", () => {
  it.each([
    ["the two halves", ["0.0.0.0/1", "128.0.0.0/1"], true, false],
    ["four quarters in any order", ["192.0.0.0/2", "0.0.0.0/2", "128.0.0.0/2", "64.0.0.0/2"], true, false],
    ["one half", ["0.0.0.0/1"], false, false],
    ["the halves of IPv6", ["::/1", "8000::/1"], false, true],
    ["both families", ["0.0.0.0/0", "::/0"], true, true],
    ["every routable IPv6 address", ["2000::/3"], false, true],
    ["half of the routable IPv6 addresses", ["2000::/4"], false, false],
  ])("%s", (_, cidrs, ipv4, ipv6) => {
    expect(coversInternet(set(...cidrs), "ipv4")).toBe(ipv4);
    expect(coversInternet(set(...cidrs), "ipv6")).toBe(ipv6);
  });

  it.each([...PRIVATE, "100.64.0.0/10", "169.254.0.0/16", "192.0.0.0/29", "198.18.0.0/15"])(
    "without %s, where nobody on the internet is",
    (hole) => {
      expect(coversInternet(AddressSet.ALL.difference(set(hole)), "ipv4")).toBe(true);
    },
  );

  it.each([
    "203.0.113.7/32",
    "192.0.0.9/32",
    "1.0.0.0/32",
    "223.255.255.255/32",
    "192.52.193.0/24",
    "192.88.99.1/32",
  ])("not with a hole at %s", (hole) => {
    expect(coversInternet(AddressSet.ALL.difference(set(hole)), "ipv4")).toBe(false);
    expect(coversInternet(AddressSet.ALL.difference(set(hole)), "ipv6")).toBe(true);
  });

  it.each(["2001:db8::7/128", "2000::/128", "3fff::/20", "2001:20::/28", "2001::/32", "2002::/16"])(
    "not with a hole at %s",
    (hole) => {
      expect(coversInternet(AddressSet.ALL.difference(set(hole)), "ipv6")).toBe(false);
      expect(coversInternet(AddressSet.ALL.difference(set(hole)), "ipv4")).toBe(true);
    },
  );
});

describe("shareOfInternet", () => {
  it("is 1 for all of it, 0 for nothing of it, and counts only routable addresses", () => {
    expect(shareOfInternet(GLOBALLY_ROUTABLE, "ipv4")).toBe(1);
    expect(shareOfInternet(AddressSet.ALL, "ipv6")).toBe(1);
    expect(shareOfInternet(set(...PRIVATE), "ipv4")).toBe(0);
    expect(shareOfInternet(set("2000::/4"), "ipv6")).toBeCloseTo(0.5, 3);
    expect(shareOfInternet(set("0.0.0.0/1"), "ipv4")).toBeGreaterThan(0.5);
    expect(shareOfInternet(set("128.0.0.0/1"), "ipv4")).toBeLessThan(0.5);
  });
});
