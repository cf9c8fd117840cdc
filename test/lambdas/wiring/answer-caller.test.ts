import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { IAMClient } from "../../../adapters/aws/clients/clients.js";
import type { AuditRecord } from "../../../core/access/grant-event.js";
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

const noted: AuditRecord[] = [];
beforeEach(() => {
  noted.length = 0;
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const world = (over: Partial<CallerWorld> = {}): CallerWorld => ({
  account: "111122223333",
  store: {
    remember: async () => true,
    note: async (audit) => {
      noted.push(audit);
    },
  },
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

  const stsAnswers = (arn: string) =>
    vi.stubGlobal("fetch", async () => new Response(`<Arn>${arn}</Arn><Account>111122223333</Account>`));
  const USER = "arn:aws:iam::111122223333:user/u-17";

  it.each<[string, string, () => Promise<unknown>, Partial<CallerWorld>]>([
    ["an unknown verb", "call-refused invalid_request", async () => ({ version: 1, verb: "root" }), {}],
    [
      "no client token",
      "revoke-refused invalid_request",
      async () => ({ ...(await signed(OWN)), clientToken: "" }),
      {},
    ],
    [
      "half a character",
      "revoke-refused invalid_request",
      async () => ({ ...(await signed(OWN)), request: { grant: "\ud800" } }),
      {},
    ],
    [
      "an altered request",
      "revoke-refused caller_unknown",
      async () => ({ ...(await signed(OWN)), request: { grant: "other" } }),
      {},
    ],
    [
      "an identity for another function",
      "revoke-refused caller_unknown",
      () => signed(OWN.replace("sweep", "report")),
      {},
    ],
    [
      "a session of a role that nobody listed",
      "revoke-refused caller_unknown",
      () => {
        stsAnswers("arn:aws:sts::111122223333:assumed-role/Other/u-17");
        return signed(OWN);
      },
      {
        iamClient: { send: async () => ({ Role: { Arn: "arn:aws:iam::111122223333:role/Other" } }) } as never,
      },
    ],
    [
      "an old identity",
      "revoke-refused identity_stale",
      () => signed(OWN),
      { clock: { now: () => Date.now() + 61_000 } },
    ],
    [
      "an identity that was used before",
      "revoke-refused identity_replayed",
      () => {
        stsAnswers(USER);
        return signed(OWN);
      },
      {
        store: {
          remember: async () => false,
          note: async (audit) => {
            noted.push(audit);
          },
        },
      },
    ],
  ])("writes down that %s was refused (%s)", async (_, expected, event, over) => {
    const answer = await answerCaller(await event(), { revoke: echo }, world(over), ENV);
    const [record, ...others] = noted;
    expect(others).toEqual([]);
    expect(`${record?.event} ${record?.detail["reason"]}`).toBe(expected);
    expect(record).toMatchObject({ grant: "none", actor: "unknown", from: null, to: "REFUSED" });
    expect(answer).toMatchObject({ refused: true, reason: record?.detail["reason"] });
  });

  it("refuses all the same where the ledger takes nothing, and says so in its log", async () => {
    const write = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    const store = {
      remember: async () => true,
      note: () => Promise.reject(new OutsideError("throttled", "slow")),
    };
    const answer = await answerCaller({ version: 1, verb: "root" }, { revoke: echo }, world({ store }), ENV);
    const log = write.mock.calls.map(([text]) => String(text)).join("");
    write.mockRestore();
    expect(answer).toMatchObject({ reason: "invalid_request", refused: true });
    expect(log).toContain("call was refused (invalid_request)");
  });

  it("answers a caller who is known, and writes nothing down", async () => {
    stsAnswers(USER);
    expect(await answerCaller(await signed(OWN), { revoke: echo }, world(), ENV)).toMatchObject({
      caller: { person: { id: "u-17" }, isOperator: true },
    });
    stsAnswers(USER);
    expect(await answerCaller(await signed(OTHER), { revoke: echo }, world(), ENV)).toMatchObject({
      caller: { isOperator: false },
    });
    expect(noted).toEqual([]);
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
