import { expect, it } from "vitest";
import { targetOf } from "../../../services/policy-engine/target.js";

const ROUTES = {
  "GET /orders/{id}": { action: "orders:Read", resource: "orders/{id}" },
  "ANY /orders/{id}": { action: "orders:Any", resource: "orders/{id}" },
  "HEAD /probes/{id}": { action: "probes:Look", resource: "probes/{id}" },
  "GET /files/{path+}": { action: "files:Read", resource: "files/{path+}" },
  $default: { action: "site:Use", resource: "site" },
};

function target(
  path: string,
  route?: string,
  pathParameters: Record<string, unknown> = {},
  method = "get",
  bases?: readonly string[],
) {
  const answer = targetOf({ method, path, route, pathParameters, bases }, ROUTES);
  return answer.ok ? answer.value : answer.reason;
}

it("is method and path where no route says more", () => {
  expect(target("/orders/42")).toEqual({ action: "http:GET", resource: "orders/42" });
  expect(target("/")).toEqual({ action: "http:GET", resource: "/" });
  expect(target("/orders/")).toEqual({ action: "http:GET", resource: "orders/" });
  expect(target("/K%C3%B6ln/a%20b")).toEqual({ action: "http:GET", resource: "Köln/a b" });
  expect(target("/orders", "/orders")).toEqual({ action: "http:GET", resource: "orders" });
  expect(target("/orders", "constructor")).toBe("path_ambiguous");
  expect(target("/constructor", "constructor")).toBe("path_ambiguous");
});

it("is what the route says, with the parameters of the path", () => {
  expect(target("/orders/42", "/orders/{id}", { id: "42" })).toEqual({
    action: "orders:Read",
    resource: "orders/42",
  });
  expect(target("/files/a/b", "/files/{path+}", { path: "a/b" })).toEqual({
    action: "files:Read",
    resource: "files/a/b",
  });
  expect(target("/x/y", "$default")).toEqual({ action: "site:Use", resource: "site" });
});

it("is that of any method where the method has no route of its own", () => {
  const order = (method: string) => target("/orders/42", "/orders/{id}", { id: "42" }, method);
  expect(order("DELETE")).toEqual({ action: "orders:Any", resource: "orders/42" });
  expect(order("GET")).toEqual({ action: "orders:Read", resource: "orders/42" });
  expect(target("/files/a", "/files/{path+}", { path: "a" }, "DELETE")).toEqual({
    action: "http:DELETE",
    resource: "files/a",
  });
});

it("is GET for a HEAD request that no HEAD route of the table takes", () => {
  expect(target("/secret/1", undefined, {}, "HEAD")).toEqual({ action: "http:GET", resource: "secret/1" });
  expect(target("/secret/1", undefined, {}, "head")).toEqual({ action: "http:GET", resource: "secret/1" });
  expect(target("/orders/42", "/orders/{id}", { id: "42" }, "HEAD")).toMatchObject({ action: "orders:Read" });
  expect(target("/probes/1", "/probes/{id}", { id: "1" }, "HEAD")).toMatchObject({ action: "probes:Look" });
  expect(target("/probes/1", "/probes/{id}", { id: "1" })).toMatchObject({ action: "http:GET" });
});

it("is what the router saw, wherever the API is mapped to", () => {
  const key = (path: string, bases?: readonly string[]) =>
    target(path, "/admin/{key}", { key: "keys" }, "GET", bases);
  for (const path of ["/admin/keys", "/prod/admin/keys", "/v1/admin/keys", "/a/b/prod/admin/keys"]) {
    expect(key(path)).toEqual({ action: "http:GET", resource: "admin/keys" });
  }
  expect(target("/v1/a%20b", "/{name}", { name: "a%20b" })).toMatchObject({ resource: "a b" });
  expect(target("/v1/a%20b", "/{name}", { name: "a b" })).toMatchObject({ resource: "a b" });
  for (const path of ["/", "/v1", "/v1/"]) expect(target(path, "/")).toMatchObject({ resource: "/" });
  const bases = ["", "/prod"];
  expect(key("/prod/admin/keys", bases)).toMatchObject({ resource: "admin/keys" });
  expect(key("/v1/admin/keys", bases)).toBe("path_ambiguous");
  expect(target("/prod", "/", {}, "GET", bases)).toMatchObject({ resource: "/" });
  expect(target("/v1", "/", {}, "GET", bases)).toBe("path_ambiguous");
});

it("is denied where the path does not end with what the router saw", () => {
  const key = (path: string, value = "keys") => target(path, "/admin/{key}", { key: value });
  expect(key("/admin/other")).toBe("path_ambiguous");
  expect(key("/admin/keys/")).toBe("path_ambiguous");
  expect(key("/v1admin/keys/x")).toBe("path_ambiguous");
  expect(key("/admin/keys", "key")).toBe("path_ambiguous");
  expect(target("/admin/keys", "/admin/{key}")).toBe("path_ambiguous");
  expect(target("/orders/43", "/orders/{id}", { id: "42" })).toBe("path_ambiguous");
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
  const withId = (id: unknown) => target("/orders/42", "/orders/{id}", { id });
  for (const id of [undefined, "", 7, "a/b", "..", "a%2fb"]) expect(withId(id)).toBe("path_ambiguous");
  expect(target("/orders/42", "/orders/{id}")).toBe("path_ambiguous");
});
