import { expect, it } from "vitest";
import { valueOrThrow } from "../../core/errors.js";
import { parseApiConfig } from "../../stacks/api-config.js";
import { ApiStack } from "../../stacks/api-stack.js";
import { type IdentityConfig, parseIdentityConfig } from "../../stacks/identity-config.js";
import { IdentityStack } from "../../stacks/identity-stack.js";
import { the } from "../constructs/stack-resources.js";
import { newApp, writtenStacks } from "../constructs/synthesized.js";
import { problemOf } from "../harness/misuse.js";

const CONFIG: IdentityConfig = {
  name: "shop",
  region: "eu-central-1",
  domain: "login.example.com",
  relyingParty: { id: "example.com", name: "Example" },
  openUntil: "2027-06-30T00:00:00Z",
};
const API = {
  name: "shop",
  region: "eu-central-1",
  backendUrl: "https://shop.example.com",
  policies: "examples/protected-api/policies.json",
};

it("is believed by the API stack, in whose registry it writes", () => {
  const app = newApp();
  const { identity } = new IdentityStack(app, "identity", valueOrThrow(parseIdentityConfig(CONFIG)));
  new ApiStack(app, "api", valueOrThrow(parseApiConfig(API, identity.issuer)));
  const stacks = writtenStacks(app);
  expect(the(stacks["api"] ?? {}, "aws_lambda_function", /^engine/u)).toMatchObject({
    environment: { variables: { CORDON_TOKEN_ISSUER: "https://login.example.com" } },
  });
  expect(JSON.stringify(the(stacks["identity"] ?? {}, "aws_lambda_function", /everybody/u))).toMatch(
    /CORDON_SUBJECT_TABLE":"\$\{data\.terraform_remote_state\./u,
  );
});

it("needs a domain where the API stack believes it: each stack would wait for the other", () => {
  const app = newApp();
  const { domain: _, ...rest } = CONFIG;
  const development = { ...rest, environment: "development", origins: ["https://example.com"] };
  const { identity } = new IdentityStack(app, "identity", valueOrThrow(parseIdentityConfig(development)));
  const config = valueOrThrow(parseApiConfig(API, identity.issuer));
  const { code, where } = problemOf(() => new ApiStack(app, "api", config));
  expect([code, where]).toEqual(["CORDON_AUTHENTICATOR_DOMAIN_MISSING", "identity/identity"]);
});

it("refuses an API with an issuer beside it, and one with neither", () => {
  const issuer = { issuer: "https://login.example.com", audience: ["https://login.example.com"] };
  for (const parsed of [parseApiConfig({ ...API, issuer }, issuer), parseApiConfig(API)]) {
    expect(parsed.ok ? [] : parsed.problems).toMatchObject([{ code: "CORDON_CONFIG_INVALID" }]);
  }
});
