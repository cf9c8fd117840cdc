import { expect, it } from "vitest";
import { startReport } from "../../../lambdas/access-report/start.js";
import { ACCESS_ENVIRONMENT, HEAD } from "../wiring/access-environment.js";

const ENV = { ...ACCESS_ENVIRONMENT, ...HEAD };

it("does not start with an environment that it cannot use", () => {
  expect(() => startReport({})).toThrow(/CORDON_ENVIRONMENT_MISSING/);
  expect(() => startReport({ ...ENV, CORDON_BROKER_ACCOUNT: "me" })).toThrow(/CORDON_ENVIRONMENT_INVALID/);
});

it.each([{}, undefined, { version: 1, verb: "revoke" }, { version: 2, verb: "list" }])(
  "refuses %j: it is not its own to answer",
  async (event) => {
    expect(await startReport(ENV)(event)).toMatchObject({ refused: true, reason: "invalid_request" });
  },
);
