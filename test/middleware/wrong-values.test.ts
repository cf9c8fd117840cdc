import { describe, expect, it } from "vitest";
import * as api from "../../middleware/index.js";
import { type EntryPoint, entryPoints, exportedTypes, takenBy } from "../harness/wrong-values.js";

const TOKEN = {
  issuer: "https://login.example.com/",
  audience: ["api"],
  keySetUrl: "https://login.example.com/jwks",
  algorithms: ["ES256"],
  type: "at+jwt",
  requiredClaims: ["scope"],
  clockToleranceSeconds: 5,
  maximumAgeSeconds: 600,
} satisfies Required<api.TokenOptions>;

const POLICY = {
  id: "read",
  effect: "allow",
  subjects: ["*"],
  actions: ["http:GET"],
  resources: ["*"],
  justification: "everybody reads",
};

const COMMON = {
  token: TOKEN,
  target: (_: unknown, usual: api.Target) => usual,
  claims: {
    groups: "groups",
    device: "device",
    session: "sid",
    peerGroup: "team",
  } satisfies Required<api.ClaimNames>,
  assuranceLevels: { high: 3 },
  trustedOrigin: {
    header: "x-origin",
    secretHashes: ["a".repeat(64)],
  } satisfies Required<api.TrustedOrigin>,
  sourceIp: () => undefined,
  deadlineMilliseconds: 1000,
  log: () => undefined,
  report: () => undefined,
};

const HERE = {
  ...COMMON,
  policies: [POLICY],
  registry: async () => {
    throw new Error("no request is made");
  },
  postureMaximumAgeSeconds: 600,
  subjectPolicies: true,
} satisfies Required<Omit<api.ZeroTrustOptions, "evaluation" | "policies">> & { policies: unknown };

const REMOTE = {
  ...COMMON,
  evaluation: {
    url: "https://pdp.example.com/access/v1/evaluation",
    fetch,
    headers: () => ({}),
  } satisfies Required<api.RemoteEvaluation>,
} satisfies Required<
  Omit<api.ZeroTrustOptions, "policies" | "registry" | "postureMaximumAgeSeconds" | "subjectPolicies">
>;

/** What is taken of the options that both ways to decide have; the last paths are those of one way. */
const taken = (more: {
  readonly undefined: string[];
  readonly text?: string[];
  readonly "[]"?: string[];
}) => ({
  "[]": ["0.token.requiredClaims", ...(more["[]"] ?? [])],
  misspelt: ["0.assuranceLevels"],
  number: ["0.token.clockToleranceSeconds", "0.deadlineMilliseconds"],
  text: [
    "0.token.issuer",
    "0.token.audience",
    "0.token.audience.0",
    "0.token.type",
    "0.token.requiredClaims.0",
    "0.claims.groups",
    "0.claims.device",
    "0.claims.session",
    "0.claims.peerGroup",
    "0.trustedOrigin.header",
    ...(more.text ?? []),
  ],
  undefined: [
    "0.token.algorithms",
    "0.token.type",
    "0.token.requiredClaims",
    "0.token.clockToleranceSeconds",
    "0.token.maximumAgeSeconds",
    "0.target",
    "0.claims",
    "0.claims.groups",
    "0.claims.device",
    "0.claims.session",
    "0.claims.peerGroup",
    "0.assuranceLevels",
    "0.trustedOrigin",
    "0.sourceIp",
    "0.deadlineMilliseconds",
    "0.log",
    "0.report",
    ...more.undefined,
  ],
  "{}": ["0.claims", "0.assuranceLevels"],
});

const zeroTrust = (_: unknown, options: api.ZeroTrustOptions) => api.zeroTrust(options);

const ENTRIES: Readonly<Record<string, EntryPoint<unknown> | string>> = {
  CordonError: "it is the answer, and Cordon alone makes it",
  accessOf: "whatever was not let through has no answer: it is asked with anything",
  zeroTrust: {
    args: () => [HERE],
    call: zeroTrust,
    taken: taken({
      "[]": ["0.policies"],
      text: [
        "0.policies.0.id",
        "0.policies.0.actions.0",
        "0.policies.0.resources.0",
        "0.policies.0.justification",
      ],
      undefined: [
        "0.policies.0.justification",
        "0.registry",
        "0.postureMaximumAgeSeconds",
        "0.subjectPolicies",
      ],
    }),
  },
  "zeroTrust, decided elsewhere": {
    args: () => [REMOTE],
    call: zeroTrust,
    taken: taken({ undefined: ["0.evaluation.fetch", "0.evaluation.headers"] }),
  },
};

/** Every type of the public API: the row that is fed with it, or "out" for what callers are given. */
const TYPES: Readonly<Record<string, string>> = {
  AccessAnswer: "out",
  AccessPolicy: "zeroTrust",
  AccessReason: "out",
  AccessSubject: "out",
  ClaimNames: "zeroTrust",
  CordonErrorCode: "out",
  DecisionSources: "out",
  DeviceRecord: "out",
  MeasuredRisk: "out",
  Middleware: "out",
  Obligation: "out",
  Problem: "out",
  ReasonCode: "out",
  RecordedAnswer: "out",
  RegistryQuery: "out",
  RegistryRecords: "out",
  RemoteEvaluation: "zeroTrust, decided elsewhere",
  Target: "out",
  TokenOptions: "zeroTrust",
  TransportReasonCode: "out",
  TrustedOrigin: "zeroTrust",
  ZeroTrustOptions: "zeroTrust",
};

const FED = Object.entries(ENTRIES).filter(
  (row): row is [string, EntryPoint<unknown>] => typeof row[1] !== "string",
);

it("every function of the public API has a row", () => {
  const names = Object.keys(ENTRIES).map((name) => name.replace(/, .*/, ""));
  expect([...new Set(names)].sort()).toEqual(entryPoints(api));
});

it("every type of the public API is fed, or comes out of it", () => {
  expect(Object.keys(TYPES).sort()).toEqual(exportedTypes("middleware/index.ts"));
  const rows = [...FED.map(([name]) => name), "out"];
  expect(Object.values(TYPES).filter((row) => !rows.includes(row))).toEqual([]);
});

it.each([undefined, null, 5, "request", {}, []])("accessOf(%j) is nobody", (request) => {
  expect(api.accessOf(request as never)).toBeUndefined();
});

describe("each wrong value is refused with a CordonError, or taken for a reason", () => {
  const newAround = () => ({ around: undefined, other: { node: { path: "shop/other" } } });
  it.each(FED)("%s", (_, entry) => {
    expect(takenBy(entry, newAround)).toEqual(entry.taken ?? {});
  });
});
