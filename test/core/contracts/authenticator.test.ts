import { describe, expect, it } from "vitest";
import {
  AUTHENTICATOR,
  AUTHENTICATOR_OPERATOR,
  belongsTo,
  ORIGIN,
  RELYING_PARTY_ID,
  signingKeyPolicy,
} from "../../../core/contracts/authenticator.js";
import { parseEnvironment } from "../../../core/contracts/environment.js";

const KEY = "arn:aws:kms:eu-central-1:111122223333:key/0d990263-018e-4e65-a703-eff731de951e";

describe.each([AUTHENTICATOR, AUTHENTICATOR_OPERATOR])("$name", (contract) => {
  it("allows exact actions alone, and neither to sign nor to change a key that there is", () => {
    const actions: string[] = Object.values(contract.permissions).flatMap(({ actions: some }) => [...some]);
    for (const action of actions) expect(action).toMatch(/^[a-z0-9-]+:[A-Z][A-Za-z]+$/);
    const kms = new Set(actions.filter((action) => action.startsWith("kms:")));
    const made = contract === AUTHENTICATOR_OPERATOR ? ["kms:CreateKey"] : [];
    expect([...kms].sort()).toEqual([...made, "kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"]);
  });
});

it("reads the environment of the function that signs people in, and names every value that it cannot use", () => {
  const env = {
    CORDON_IDENTITY_TABLE: "identity",
    CORDON_SUBJECT_TABLE: "subjects",
    CORDON_DEVICE_TABLE: "devices",
    CORDON_ORIGINS: "https://login.example.com,https://app.example.com:8443",
    CORDON_SEALING_KEY: KEY,
    CORDON_SIGNING_KEY: KEY,
    CORDON_RELYING_PARTY_ID: "example.com",
    CORDON_RELYING_PARTY_NAME: "Example",
    CORDON_NOTICE_TOPIC: "arn:aws:sns:eu-central-1:111122223333:notices",
  };
  expect(parseEnvironment(AUTHENTICATOR, env)).toMatchObject({
    ok: true,
    value: { origins: ["https://login.example.com", "https://app.example.com:8443"] },
  });
  const wrong = { ...env, CORDON_ORIGINS: "http://login.example.com", CORDON_SIGNING_KEY: "alias/tokens" };
  const refused = parseEnvironment(AUTHENTICATOR, wrong);
  expect(refused.ok ? [] : refused.problems.map(({ fix }) => fix)).toEqual([
    "correct CORDON_ORIGINS",
    "correct CORDON_SIGNING_KEY",
  ]);
});

it.each([
  "http://login.example.com",
  "https://login.example.com/",
  "https://LOGIN.example.com",
  "https://login.example.com:443",
  "https://user@login.example.com",
  "login.example.com",
])("takes %s for no origin", (text) => {
  expect(ORIGIN.parse(text)).toBeUndefined();
});

it.each(["Example.com", "example.com:443", "https://example.com", "", ".example.com", "example..com"])(
  "takes %j for no relying party id",
  (text) => {
    expect(RELYING_PARTY_ID.parse(text)).toBeUndefined();
  },
);

it("knows the origins of a relying party by whole labels", () => {
  expect(belongsTo("example.com", "https://login.example.com")).toBe(true);
  expect(belongsTo("example.com", "https://example.com:8443")).toBe(true);
  expect(belongsTo("example.com", "https://notexample.com")).toBe(false);
  expect(belongsTo("login.example.com", "https://example.com")).toBe(false);
});

it("lets one role sign, and no IAM policy of the account anybody else", () => {
  const role = "arn:aws:iam::111122223333:role/authenticator";
  const policy = signingKeyPolicy({ partition: "aws", account: "111122223333", role }) as {
    readonly Statement: readonly { readonly Principal: { readonly AWS: string }; readonly Action: unknown }[];
  };
  const signing = policy.Statement.filter(({ Action }) =>
    [Action].flat().some((action) => ["kms:*", "kms:Sign", "kms:CreateGrant"].includes(String(action))),
  );
  expect(signing).toMatchObject([{ Principal: { AWS: role }, Action: "kms:Sign" }]);
});
