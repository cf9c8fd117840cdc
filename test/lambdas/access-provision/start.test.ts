import { expect, it } from "vitest";
import { ACCESS_PROVISION } from "../../../core/contracts/access-broker.js";
import { startProvision } from "../../../lambdas/access-provision/start.js";

it("does not start with an environment that lacks what its contract asks for", () => {
  const names = Object.values(ACCESS_PROVISION.environment).flatMap(({ name, presence }) =>
    presence === "required" ? [name] : [],
  );
  expect(names).not.toEqual([]);
  for (const name of names) expect(() => startProvision({})).toThrow(name);
});
