import { expect, it } from "vitest";
import { ACCESS_REPORT } from "../../../core/contracts/access-broker.js";
import { startReport } from "../../../lambdas/access-report/start.js";

it("does not start with an environment that lacks what its contract asks for", () => {
  const names = Object.values(ACCESS_REPORT.environment).flatMap(({ name, presence }) =>
    presence === "required" ? [name] : [],
  );
  expect(names).not.toEqual([]);
  for (const name of names) expect(() => startReport({})).toThrow(name);
});
