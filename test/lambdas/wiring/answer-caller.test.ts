import { describe, expect, it } from "vitest";
import type { IAMClient } from "../../../adapters/aws/clients/clients.js";
import {
  type Answered,
  answerCaller,
  type CallerWorld,
  ownArn,
} from "../../../lambdas/wiring/access/answer-caller.js";
import { OutsideError } from "../../../services/intent-do-sweep/outside-error.js";
import { signedEvent } from "../../adapters/aws/signed-event.js";

const ENV = { AWS_REGION: "eu-central-1", AWS_LAMBDA_FUNCTION_NAME: "shop-jit-sweep" };
const OWN = ownArn("111122223333", ENV);
const OTHER = OWN.replace("sweep", "request");

const world = (over: Partial<CallerWorld> = {}): CallerWorld => ({
  account: "111122223333",
  store: { remember: async () => true },
  entitlements: async () => ({ version: 1, entitlements: [] }),
  clock: { now: Date.now },
  iamClient: {} as IAMClient,
  functions: [OWN, OTHER],
  operators: true,
  ...over,
});

const echo: Answered = async (caller, request, clientToken) => ({ caller, request, clientToken });
const signed = (functionArn: string, verb = "revoke") =>
  signedEvent({ verb, request: { grant: "g" }, clientToken: "t" }, { functionArn, at: new Date() });

describe("answerCaller", () => {
  it("names the function by its own ARN", () => {
    expect(OWN).toBe("arn:aws:lambda:eu-central-1:111122223333:function:shop-jit-sweep");
  });

  it.each([undefined, null, "event", {}, { version: 2 }, { version: 1, verb: "toString" }])(
    "refuses %j as invalid, and not as an error",
    async (event) => {
      expect(await answerCaller(event, { revoke: echo }, world(), ENV)).toMatchObject({
        reason: "invalid_request",
        refused: true,
      });
    },
  );

  it.each([undefined, "", "a b", "a".repeat(129), 7])("refuses the client token %j", async (clientToken) => {
    const event = { ...(await signed(OWN)), clientToken };
    expect(await answerCaller(event, { revoke: echo }, world(), ENV)).toMatchObject({
      reason: "invalid_request",
    });
  });

  it("refuses an event without an identity", async () => {
    const event = { version: 1, verb: "revoke", request: {}, clientToken: "t" };
    expect(await answerCaller(event, { revoke: echo }, world(), ENV)).toMatchObject({
      reason: "caller_unknown",
    });
  });

  it("never believes a requester that the body names", async () => {
    const event = { ...(await signed(OWN)), requester: { id: "lead" }, caller: { id: "lead" } };
    const refused = { ...event, request: { grant: "g", requester: { id: "lead" } } };
    expect(await answerCaller(refused, { revoke: echo }, world(), ENV)).toMatchObject({
      reason: "caller_unknown",
    });
  });

  it("says that it may be tried again where AWS throttles", async () => {
    const entitlements = () => Promise.reject(new OutsideError("throttled", "slow"));
    expect(
      await answerCaller(await signed(OWN), { revoke: echo }, world({ entitlements }), ENV),
    ).toMatchObject({
      reason: "throttled",
    });
  });

  it("lets a defect be an error of the function, for its alarm", async () => {
    const entitlements = () => Promise.reject(new TypeError("defect"));
    await expect(
      answerCaller(await signed(OWN), { revoke: echo }, world({ entitlements }), ENV),
    ).rejects.toThrow("defect");
  });
});
