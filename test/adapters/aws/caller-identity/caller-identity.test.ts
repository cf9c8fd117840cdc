import type { GetRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { beforeEach, describe, expect, it } from "vitest";
import {
  type CallerIdentityOptions,
  callerOf,
} from "../../../../adapters/aws/caller-identity/caller-identity.js";
import { canonicalHash } from "../../../../core/access/canonical-json.js";
import { signedPayload } from "../../../../core/contracts/access-identity.js";
import { OutsideError } from "../../../../services/intent-do-sweep/outside-error.js";
import { type Asked, type Signing, signedEvent } from "../signed-event.js";

const FUNCTION = "arn:aws:lambda:eu-central-1:111122223333:function:shop-jit-request";
const NOW = Date.UTC(2026, 11, 1, 12);
const ASKED: Asked = { verb: "request", request: { entitlement: "orders", minutes: 60 }, clientToken: "t-1" };
const SIGNING: Signing = { functionArn: FUNCTION, at: new Date(NOW) };
const SESSION = "arn:aws:sts::111122223333:assumed-role/Oncall/u-17";
const PEOPLE = {
  roles: [
    { arn: "arn:aws:iam::111122223333:role/sso/Oncall", person: "sessionName" as const, groups: ["oncall"] },
  ],
};

interface Sent {
  readonly url: string;
  readonly init: RequestInit;
}

/** An STS that answers what it is told to, and IAM that knows one role. */
function world(answer: { arn?: string; account?: string; status?: number; body?: string } = {}) {
  const sent: Sent[] = [];
  const known = new Set<string>();
  const { arn = SESSION, account = "111122223333", status = 200 } = answer;
  const body =
    answer.body ??
    `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>${arn}</Arn><UserId>A:u-17</UserId><Account>${account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`;
  const options: CallerIdentityOptions = {
    region: "eu-central-1",
    account: "111122223333",
    functions: [FUNCTION],
    now: () => NOW,
    signatures: {
      remember: async (signature) => !known.has(signature) && known.add(signature) !== undefined,
    },
    iam: {
      send: async (command: GetRoleCommand) => {
        const { RoleName } = command.input;
        if (RoleName === "Oncall") return { Role: { Arn: "arn:aws:iam::111122223333:role/sso/Oncall" } };
        throw Object.assign(new Error("no"), {
          name: "NoSuchEntityException",
          $metadata: { httpStatusCode: 404 },
        });
      },
    } as unknown as IAMClient,
    fetch: (async (url: string, init: RequestInit) => {
      sent.push({ url, init });
      return new Response(body, { status });
    }) as typeof fetch,
  };
  return { sent, options };
}

let event: Awaited<ReturnType<typeof signedEvent>>;
beforeEach(async () => {
  event = await signedEvent(ASKED, SIGNING);
});

const ask = (identity: unknown, options: CallerIdentityOptions, asked: Asked = ASKED) =>
  callerOf(identity, canonicalHash(signedPayload({ version: 1, ...asked })), PEOPLE, options);

describe("callerOf", () => {
  describe("with an identity store", () => {
    const center = "arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/Oncall";
    const people = (arn: string) => ({
      roles: [{ arn, person: "sessionName" as const, groups: ["oncall"] }],
    });
    const asked = async (roleArn: string, groupsOf: (name: string) => Promise<readonly string[]>) => {
      const { options } = world();
      const iam = { send: async () => ({ Role: { Arn: roleArn } }) } as unknown as IAMClient;
      const hash = canonicalHash(signedPayload({ version: 1, ...ASKED }));
      return callerOf(event.identity, hash, people(roleArn), { ...options, iam, groupsOf });
    };

    it("adds its groups to those of the file, for a session of IAM Identity Center", async () => {
      expect(await asked(center, async (name) => [`${name}s`, "oncall"])).toMatchObject({
        value: { person: { id: "u-17", groups: ["oncall", "u-17s"] } },
      });
    });

    it("does not ask it for sessions of other roles: their names are not of the store", async () => {
      const other = "arn:aws:iam::111122223333:role/Oncall";
      expect(await asked(other, async () => ["leads"])).toMatchObject({
        value: { person: { groups: ["oncall"] } },
      });
    });

    it("knows nobody while it cannot be read", async () => {
      const failing = async () => {
        throw new OutsideError("refused", "no");
      };
      await expect(asked(center, failing)).rejects.toBeInstanceOf(OutsideError);
    });
  });

  it("knows the person of a session by the path that IAM says", async () => {
    const { options, sent } = world();
    expect(await ask(event.identity, options)).toEqual({
      ok: true,
      value: { person: { id: "u-17", kind: "user", groups: ["oncall"] }, functionArn: FUNCTION },
    });
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({
      url: "https://sts.eu-central-1.amazonaws.com/",
      init: { method: "POST", body: "Action=GetCallerIdentity&Version=2011-06-15", redirect: "error" },
    });
  });

  it("takes a signature once", async () => {
    const { options } = world();
    await ask(event.identity, options);
    expect(await ask(event.identity, options)).toMatchObject({ refusal: { reason: "identity_replayed" } });
  });

  it.each([
    ["61 seconds ago", -61_000],
    ["61 seconds ahead", 61_000],
    ["a year ago", -31_536_000_000],
  ])("refuses an identity of %s, without asking STS", async (_, off) => {
    const { options, sent } = world();
    const old = await signedEvent(ASKED, { ...SIGNING, at: new Date(NOW + off) });
    expect(await ask(old.identity, options)).toMatchObject({ refusal: { reason: "identity_stale" } });
    expect(sent).toEqual([]);
  });

  it.each([-60_000, 60_000])("takes one that is %d ms off", async (off) => {
    const { options } = world();
    const near = await signedEvent(ASKED, { ...SIGNING, at: new Date(NOW + off) });
    expect(await ask(near.identity, options)).toMatchObject({ ok: true });
  });

  it.each<[name: string, asked: Partial<Asked>]>([
    ["another verb", { verb: "approve" }],
    ["other minutes", { request: { entitlement: "orders", minutes: 61 } }],
    ["another client token", { clientToken: "t-2" }],
  ])("refuses an identity that was signed for %s", async (_, asked) => {
    const { options, sent } = world();
    const answer = await ask(event.identity, options, { ...ASKED, ...asked });
    expect(answer).toMatchObject({ refusal: { reason: "caller_unknown" } });
    expect(sent).toEqual([]);
  });

  type Identity = { url: unknown; headers: Record<string, unknown> };
  const altered: [name: string, change: (identity: Identity) => unknown][] = [
    ["no object", () => "identity"],
    ["nothing", () => undefined],
    ["no headers", ({ url }) => ({ url })],
    ["headers in a list", ({ url, headers }) => ({ url, headers: Object.entries(headers) })],
    ["a foreign host in the URL", (one) => ({ ...one, url: "https://sts.example.com/" })],
    [
      "a host that only begins like STS",
      (one) => ({ ...one, url: "https://sts.eu-central-1.amazonaws.com.example.com/" }),
    ],
    ["a user name in the URL", (one) => ({ ...one, url: "https://a@sts.eu-central-1.amazonaws.com/" })],
    ["another port", (one) => ({ ...one, url: "https://sts.eu-central-1.amazonaws.com:444/" })],
    ["plain http", (one) => ({ ...one, url: "http://sts.eu-central-1.amazonaws.com/" })],
    ["a query in the URL", (one) => ({ ...one, url: `${one.url}?Action=AssumeRole` })],
    ["another path", (one) => ({ ...one, url: `${one.url}x` })],
    ["a URL in a list", (one) => ({ ...one, url: [one.url] })],
    ["another region in the URL", (one) => ({ ...one, url: "https://sts.us-east-1.amazonaws.com/" })],
    [
      "the global host",
      (one) => ({
        ...one,
        url: "https://sts.amazonaws.com/",
        headers: { ...one.headers, host: "sts.amazonaws.com" },
      }),
    ],
    ["a foreign host header", (one) => ({ ...one, headers: { ...one.headers, host: "sts.example.com" } })],
    [
      "a header that is not signed",
      (one) => ({ ...one, headers: { ...one.headers, "x-amz-security-token": "t" } }),
    ],
    [
      "a header that is not known",
      (one) => ({ ...one, headers: { ...one.headers, "x-forwarded-host": "e" } }),
    ],
    [
      "a header twice, in other letters",
      (one) => ({ ...one, headers: { ...one.headers, Host: "sts.eu-central-1.amazonaws.com" } }),
    ],
    [
      "a line break in a header",
      (one) => ({ ...one, headers: { ...one.headers, "x-amz-date": "20261201T120000Z\r\nx: y" } }),
    ],
    ["a number as a header", (one) => ({ ...one, headers: { ...one.headers, "x-amz-date": 1 } })],
    [
      "a header of a megabyte",
      (one) => ({ ...one, headers: { ...one.headers, "x-cordon-function": "a".repeat(1_000_000) } }),
    ],
    [
      "another function",
      (one) => ({ ...one, headers: { ...one.headers, "x-cordon-function": `${FUNCTION}2` } }),
    ],
    [
      "another payload",
      (one) => ({ ...one, headers: { ...one.headers, "x-cordon-payload": `sha256:${"0".repeat(64)}` } }),
    ],
    [
      "another content type",
      (one) => ({ ...one, headers: { ...one.headers, "content-type": "application/json" } }),
    ],
    ["no signature", (one) => ({ ...one, headers: { ...one.headers, authorization: "" } })],
    [
      "a signature in capitals",
      (one) => ({
        ...one,
        headers: {
          ...one.headers,
          authorization: String(one.headers["authorization"]).replace(/[0-9a-f]{64}$/, (hex) =>
            hex.toUpperCase().replace(/\d/g, "A"),
          ),
        },
      }),
    ],
    [
      "the scope of another service",
      (one) => ({
        ...one,
        headers: {
          ...one.headers,
          authorization: String(one.headers["authorization"]).replace("/sts/", "/iam/"),
        },
      }),
    ],
    [
      "the scope of another day",
      (one) => ({
        ...one,
        headers: {
          ...one.headers,
          authorization: String(one.headers["authorization"]).replace("/20261201/", "/20261130/"),
        },
      }),
    ],
    [
      "fewer signed headers",
      (one) => ({
        ...one,
        headers: {
          ...one.headers,
          authorization: String(one.headers["authorization"]).replace("x-cordon-payload", "x-cordon-payloae"),
        },
      }),
    ],
    [
      "a region that is none",
      (one) =>
        JSON.parse(
          JSON.stringify(one)
            .replaceAll("eu-central-1.a", "evil-central-1.a")
            .replace("/eu-central-1/sts", "/evil-central-1/sts"),
        ),
    ],
    [
      "another partition",
      (one) =>
        JSON.parse(
          JSON.stringify(one)
            .replaceAll("eu-central-1.amazonaws.com", "cn-north-1.amazonaws.com.cn")
            .replace("/eu-central-1/sts", "/cn-north-1/sts"),
        ),
    ],
  ];
  it.each(altered)("refuses %s, without asking STS", async (_, change) => {
    const { options, sent } = world();
    const identity = change(JSON.parse(JSON.stringify(event.identity)));
    expect(await ask(identity, options)).toMatchObject({ ok: false, refusal: { reason: "caller_unknown" } });
    expect(sent).toEqual([]);
  });

  it.each<[name: string, answer: Parameters<typeof world>[0]]>([
    ["that the signature is wrong", { status: 403 }],
    ["an account of somebody else", { account: "123456789012", arn: "arn:aws:iam::123456789012:user/u-17" }],
    ["a redirection", { status: 302 }],
    ["two ARNs", { body: `<Account>111122223333</Account><Arn>${SESSION}</Arn><Arn>${SESSION}</Arn>` }],
    ["the ARN of nobody", { arn: "arn:aws:iam::111122223333:root" }],
    ["a federated user", { arn: "arn:aws:sts::111122223333:federated-user/u-17" }],
    ["a role that the file does not list", { arn: "arn:aws:sts::111122223333:assumed-role/Other/u-17" }],
  ])("refuses a caller of whom STS says %s", async (_, answer) => {
    const { options } = world(answer);
    expect(await ask(event.identity, options)).toMatchObject({ refusal: { reason: "caller_unknown" } });
  });

  it.each([429, 500, 503])("says that it may be tried again where STS answers %d", async (status) => {
    await expect(ask(event.identity, world({ status }).options)).rejects.toMatchObject({ kind: "throttled" });
  });

  it("says so where STS cannot be reached, or redirects", async () => {
    const { options } = world();
    const broken = { ...options, fetch: () => Promise.reject(new TypeError("redirect")) };
    await expect(ask(event.identity, broken)).rejects.toMatchObject({ kind: "throttled" });
  });

  it("takes an IAM user for itself", async () => {
    const { options } = world({ arn: "arn:aws:iam::111122223333:user/ops/u-18" });
    expect(await ask(event.identity, options)).toMatchObject({ ok: true, value: { person: { id: "u-18" } } });
  });
});
