import { expect, it } from "vitest";
import { ACCESS_REQUEST } from "../../../core/contracts/access-broker.js";
import { startRequest } from "../../../lambdas/access-request/start.js";

it("does not start with an environment that lacks what its contract asks for", () => {
  const names = Object.values(ACCESS_REQUEST.environment).flatMap(({ name, presence }) =>
    presence === "required" ? [name] : [],
  );
  expect(names).not.toEqual([]);
  for (const name of names) expect(() => startRequest({})).toThrow(name);
});
