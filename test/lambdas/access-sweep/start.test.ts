import { expect, it } from "vitest";
import { startSweep } from "../../../lambdas/access-sweep/start.js";
import {
  ACCESS_ENVIRONMENT,
  HEAD,
  NOTICES,
  OUTSIDE,
  PROVISIONER,
  REQUESTER,
} from "../wiring/access-environment.js";

const ENV = { ...ACCESS_ENVIRONMENT, ...HEAD, ...NOTICES, ...OUTSIDE, ...PROVISIONER, ...REQUESTER };

it("does not start with an environment that it cannot use", () => {
  expect(() => startSweep({})).toThrow(/CORDON_ENVIRONMENT_MISSING/);
  expect(() => startSweep({ ...ENV, CORDON_BROKER_ACCOUNT: "me" })).toThrow(/CORDON_ENVIRONMENT_INVALID/);
});

it.each([{}, undefined, { version: 1, verb: "provision" }, { version: 2, verb: "sweep" }])(
  "refuses %j: it is not its own to answer",
  async (event) => {
    expect(await startSweep(ENV)(event)).toMatchObject({ refused: true, reason: "invalid_request" });
  },
);
