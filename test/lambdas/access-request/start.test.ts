import { expect, it } from "vitest";
import { startRequest } from "../../../lambdas/access-request/start.js";
import { ACCESS_ENVIRONMENT, NOTICES, PROVISIONER, SWEEPER } from "../wiring/access-environment.js";

const ENV = { ...ACCESS_ENVIRONMENT, ...NOTICES, ...PROVISIONER, ...SWEEPER };

it("does not start with an environment that it cannot use", () => {
  expect(() => startRequest({})).toThrow(/CORDON_ENVIRONMENT_MISSING/);
  expect(() => startRequest({ ...ENV, CORDON_BROKER_ACCOUNT: "me" })).toThrow(/CORDON_ENVIRONMENT_INVALID/);
});

it.each([{}, undefined, { version: 1, verb: "approve" }, { version: 2, verb: "request" }])(
  "refuses %j: it is not its own to answer",
  async (event) => {
    expect(await startRequest(ENV)(event)).toMatchObject({ refused: true, reason: "invalid_request" });
  },
);
