import { expect, it } from "vitest";
import { startProvision } from "../../../lambdas/access-provision/start.js";
import { ACCESS_ENVIRONMENT, NOTICES, OUTSIDE } from "../wiring/access-environment.js";

const ENV = { ...ACCESS_ENVIRONMENT, ...NOTICES, ...OUTSIDE };

it("does not start with an environment that it cannot use", () => {
  expect(() => startProvision({})).toThrow(/CORDON_ENVIRONMENT_MISSING/);
  expect(() => startProvision({ ...ENV, CORDON_BROKER_ACCOUNT: "me" })).toThrow(/CORDON_ENVIRONMENT_INVALID/);
});

it.each([{}, undefined, { version: 1, verb: "sweep" }, { version: 2, verb: "provision" }])(
  "refuses %j: it is not its own to answer",
  async (event) => {
    expect(await startProvision(ENV)(event)).toMatchObject({ refused: true, reason: "invalid_request" });
  },
);
