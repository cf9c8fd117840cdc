import { expect, it } from "vitest";
import { startApprove } from "../../../lambdas/access-approve/start.js";
import { ACCESS_ENVIRONMENT, NOTICES, PROVISIONER } from "../wiring/access-environment.js";

const ENV = { ...ACCESS_ENVIRONMENT, ...NOTICES, ...PROVISIONER };

it("does not start with an environment that it cannot use", () => {
  expect(() => startApprove({})).toThrow(/CORDON_ENVIRONMENT_MISSING/);
  expect(() => startApprove({ ...ENV, CORDON_BROKER_ACCOUNT: "me" })).toThrow(/CORDON_ENVIRONMENT_INVALID/);
});

it.each([{}, undefined, { version: 1, verb: "request" }, { version: 2, verb: "approve" }])(
  "refuses %j: it is not its own to answer",
  async (event) => {
    expect(await startApprove(ENV)(event)).toMatchObject({ refused: true, reason: "invalid_request" });
  },
);
