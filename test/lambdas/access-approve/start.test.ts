import { expect, it } from "vitest";
import { ACCESS_APPROVE } from "../../../core/contracts/access-broker.js";
import { startApprove } from "../../../lambdas/access-approve/start.js";

it("does not start with an environment that lacks what its contract asks for", () => {
  const names = Object.values(ACCESS_APPROVE.environment).flatMap(({ name, presence }) =>
    presence === "required" ? [name] : [],
  );
  expect(names).not.toEqual([]);
  for (const name of names) expect(() => startApprove({})).toThrow(name);
});
