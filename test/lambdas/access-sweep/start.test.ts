import { expect, it } from "vitest";
import { ACCESS_SWEEP } from "../../../core/contracts/access-broker.js";
import { startSweep } from "../../../lambdas/access-sweep/start.js";

it("does not start with an environment that lacks what its contract asks for", () => {
  const names = Object.values(ACCESS_SWEEP.environment).flatMap(({ name, presence }) =>
    presence === "required" ? [name] : [],
  );
  expect(names).not.toEqual([]);
  for (const name of names) expect(() => startSweep({})).toThrow(name);
});
