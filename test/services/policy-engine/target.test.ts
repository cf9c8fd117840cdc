import { expect, it } from "vitest";
import { targetOf } from "../../../services/policy-engine/target.js";

const ROUTES = {
  "GET /orders/{id}": { action: "orders:Read", resource: "orders/{id}" },
  "GET /files/{path+}": { action: "files:Read", resource: "files/{path+}" },
};

function target(path: string, routeKey?: string, pathParameters: Record<string, unknown> = {}) {
  const answer = targetOf({ method: "get", path, routeKey, pathParameters }, ROUTES);
  return answer.ok ? answer.value : answer.reason;
}

it("is method and path where no route says more", () => {
  expect(target("/orders/42")).toEqual({ action: "http:GET", resource: "orders/42" });
  expect(target("/")).toEqual({ action: "http:GET", resource: "/" });
  expect(target("/orders/")).toEqual({ action: "http:GET", resource: "orders/" });
  expect(target("/K%C3%B6ln/a%20b")).toEqual({ action: "http:GET", resource: "Köln/a b" });
  expect(target("/orders", "constructor")).toEqual({ action: "http:GET", resource: "orders" });
});

it("is what the route says, with the parameters of the path", () => {
  expect(target("/orders/42", "GET /orders/{id}", { id: "42" })).toEqual({
    action: "orders:Read",
    resource: "orders/42",
  });
  expect(target("/files/a/b", "GET /files/{path+}", { path: "a/b" })).toEqual({
    action: "files:Read",
    resource: "files/a/b",
  });
});

for (const path of [
  "",
  "orders",
  "/orders/../admin",
  "/orders/.",
  "//orders",
  "/orders//42",
  "/orders/%2e%2e/admin",
  "/orders%2fadmin",
  "/orders%5Cadmin",
  "/orders\\admin",
  "/orders/%252e%252e/admin",
  "/orders;admin",
  "/orders%00",
  "/orders/%zz",
  "/orders/%ff",
  "/orders%3Fx",
  "/orders#x",
  `/${"a".repeat(10_240)}`,
]) {
  it(`is denied where servers may read the path differently: ${JSON.stringify(path).slice(0, 40)}`, () => {
    expect(target(path)).toBe("path_ambiguous");
  });
}

it("is denied where a parameter is missing, empty, or more than its own segment", () => {
  const withId = (id: unknown) => target("/orders/42", "GET /orders/{id}", { id });
  for (const id of [undefined, "", 7, "a/b", "..", "a%2fb"]) expect(withId(id)).toBe("path_ambiguous");
  expect(target("/orders/42", "GET /orders/{id}")).toBe("path_ambiguous");
});
