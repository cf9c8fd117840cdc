import { expect, it } from "vitest";
import { objectAt, textAt, valueAt } from "../../../core/json/value-at.js";

const EVENT = JSON.parse('{"a":{"b":"text","list":["x"],"__proto__":{"c":"own"}}}');

it("is what stands at the end of the keys", () => {
  expect(valueAt(EVENT)).toBe(EVENT);
  expect(textAt(EVENT, "a", "b")).toBe("text");
  expect(textAt(EVENT, "a", "__proto__", "c")).toBe("own");
  expect(objectAt(EVENT, "a")).toBe(EVENT.a);
});

it("is nothing where a key is missing, inherited, or leads into something else than an object", () => {
  expect(valueAt(EVENT, "a", "toString")).toBeUndefined();
  expect(valueAt(EVENT, "a", "list", "0")).toBeUndefined();
  expect(valueAt(EVENT, "a", "b", "length")).toBeUndefined();
  for (const value of [undefined, null, 7, "text", []]) expect(valueAt(value, "a")).toBeUndefined();
});

it("is not taken for a value of another type", () => {
  expect(textAt(EVENT, "a")).toBeUndefined();
  expect(objectAt(EVENT, "a", "list")).toEqual({});
  expect(objectAt(EVENT, "a", "b")).toEqual({});
});
