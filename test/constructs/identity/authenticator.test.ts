import { DefaultTokenResolver, StringConcat, type TerraformStack, Testing, Tokenization } from "cdktf";
import { describe, expect, it } from "vitest";
import { Authenticator, type AuthenticatorProps, PolicyEngine } from "../../../constructs/index.js";
import { AUTHENTICATOR } from "../../../core/contracts/authenticator.js";
import { parseEnvironment } from "../../../core/contracts/environment.js";
import { problemOf } from "../../harness/misuse.js";
import { POLICY_FILE } from "../policy/engine-stack.js";
import { the } from "../stack-resources.js";
import { newApp, newStack, resources, stackIn, synthesized, writtenStacks } from "../synthesized.js";
import { authenticatorIn, CERTIFICATE, IDENTITY, identityIn, WEB_ACL } from "./identity-stack.js";

const RESOLVER = new DefaultTokenResolver(new StringConcat());

const variables = (stack: TerraformStack, name = /everybody/u) =>
  (
    the(synthesized(stack), "aws_lambda_function", name)["environment"] as {
      variables: Record<string, string>;
    }
  ).variables;

describe("the circle of authenticator and policy engine", () => {
  const closed = (stack: TerraformStack) => {
    const all = synthesized(stack);
    const { variables: engine } = the(all, "aws_lambda_function", /^engine/u)["environment"] as {
      variables: Record<string, string>;
    };
    expect(engine).toMatchObject({
      CORDON_TOKEN_ISSUER: "https://login.example.com",
      CORDON_TOKEN_AUDIENCE: "https://login.example.com",
      CORDON_TOKEN_ALGORITHMS: "ES256",
      CORDON_JWKS_URL: "https://login.example.com/.well-known/jwks.json",
    });
    expect(variables(stack)).toMatchObject({
      CORDON_SUBJECT_TABLE: engine["CORDON_SUBJECT_TABLE"],
      CORDON_DEVICE_TABLE: engine["CORDON_DEVICE_TABLE"],
    });
  };

  it("closes when the engine takes the issuer", () => {
    const stack = newStack();
    identityIn(stack);
    closed(stack);
  });

  it("closes when the engine is there first", () => {
    const stack = newStack();
    const issuer = Authenticator.issuerOf("login.example.com");
    const engine = new PolicyEngine(stack, "engine", { policies: POLICY_FILE, issuer });
    authenticatorIn(stack, { engine });
    closed(stack);
  });

  it("closes with a word where the engine's issuer is a copy", () => {
    const stack = newStack();
    const identity = authenticatorIn(stack);
    const issuer = { ...identity.issuer, clockToleranceSeconds: 0 };
    identity.inform(new PolicyEngine(stack, "engine", { policies: POLICY_FILE, issuer }));
    closed(stack);
  });

  it("closes between stacks", () => {
    const app = newApp();
    const identity = authenticatorIn(stackIn(app, "identity"));
    const api = stackIn(app, "api");
    new PolicyEngine(api, "engine", { policies: POLICY_FILE, issuer: identity.issuer });
    const stacks = writtenStacks(app);
    const remote = JSON.stringify(the(stacks["identity"] ?? {}, "aws_lambda_function", /everybody/u));
    expect(remote).toMatch(/CORDON_SUBJECT_TABLE":"\$\{data\.terraform_remote_state\.[^}]+subjects[^}]+\}/u);
  });

  it("fails the synthesis where it stays open", () => {
    const stack = newStack();
    authenticatorIn(stack);
    expect(problemOf(() => Testing.synth(stack))).toMatchObject({
      code: "CORDON_AUTHENTICATOR_ENGINE_MISSING",
      where: "network/identity",
    });
  });

  it("refuses a second engine, whose registry it would not write, and leaves it out", () => {
    const stack = newStack();
    const { issuer } = identityIn(stack);
    const second = () => new PolicyEngine(stack, "second", { policies: POLICY_FILE, issuer });
    expect(problemOf(second)).toMatchObject({ code: "CORDON_AUTHENTICATOR_ENGINE_TWICE" });
    expect(stack.node.tryFindChild("second")).toBeUndefined();
  });

  it("refuses an engine that believes somebody else", () => {
    const stack = newStack();
    const issuer = { issuer: "https://login.example.com/", audience: ["https://login.example.com"] };
    const engine = new PolicyEngine(stack, "engine", { policies: POLICY_FILE, issuer });
    expect(problemOf(() => authenticatorIn(stack, { engine }))).toMatchObject({
      code: "CORDON_AUTHENTICATOR_SETTING_REFUSED",
      got: '"https://login.example.com/"',
      where: "network/engine",
    });
  });
});

describe("what is deployed", () => {
  it("keeps people encrypted, recoverable and undeletable, and forgets what is over", () => {
    const stack = newStack();
    identityIn(stack, { name: "shop" });
    expect(the(synthesized(stack), "aws_dynamodb_table", /people/u)).toMatchObject({
      name: "shop-people",
      deletion_protection_enabled: true,
      point_in_time_recovery: { enabled: true },
      server_side_encryption: { enabled: true, kms_key_arn: expect.stringContaining("identity_key") },
      ttl: { enabled: true, attribute_name: "purge_at" },
    });
  });

  it("puts operators behind IAM, everybody else behind the function, and throttles both", () => {
    const stack = newStack();
    const identity = identityIn(stack, { throttle: { rate: 7, burst: 9 } });
    const all = synthesized(stack);
    const routes = resources(all, "aws_apigatewayv2_route").map((route) => [
      route["route_key"],
      route["authorization_type"],
    ]);
    expect(Object.fromEntries(routes)).toEqual({
      "ANY /operator/v1/{proxy+}": "AWS_IAM",
      $default: undefined,
    });
    expect(the(all, "aws_apigatewayv2_stage")).toMatchObject({
      default_route_settings: { throttling_rate_limit: 7, throttling_burst_limit: 9 },
      access_log_settings: { format: expect.stringContaining("$context.status") },
    });
    expect(the(all, "aws_apigatewayv2_api")).toMatchObject({ disable_execute_api_endpoint: true });
    // API Gateway would answer preflights itself, for every path and without a look at who asks.
    expect(the(all, "aws_apigatewayv2_api")["cors_configuration"]).toBeUndefined();
    expect(Tokenization.resolve(identity.operatorArn, { scope: stack, resolver: RESOLVER })).toMatch(
      /execution_arn\}\/\*\/\*\/operator\/v1\/\*$/u,
    );
  });

  it("has the name with TLS 1.2, and its records where the zone is known", () => {
    const stack = newStack();
    identityIn(stack, { hostedZoneId: "Z0123456789ABCDEFGHIJ" });
    const all = synthesized(stack);
    expect(the(all, "aws_apigatewayv2_domain_name")).toMatchObject({
      domain_name: "login.example.com",
      domain_name_configuration: { endpoint_type: "REGIONAL", security_policy: "TLS_1_2" },
    });
    expect(resources(all, "aws_route53_record").map(({ type }) => type)).toEqual(
      expect.arrayContaining(["A", "AAAA"]),
    );
    expect(resources(all, "aws_route53_record")).toHaveLength(3);
  });

  it("takes a certificate that is there", () => {
    const stack = newStack();
    identityIn(stack, { certificateArn: CERTIFICATE });
    const all = synthesized(stack);
    expect(resources(all, "aws_acm_certificate")).toEqual([]);
    expect(the(all, "aws_apigatewayv2_domain_name")).toMatchObject({
      domain_name_configuration: { certificate_arn: CERTIFICATE },
    });
  });

  it("is a REST API where AWS WAF stands before it, and none where it does not", () => {
    const stack = newStack();
    identityIn(stack, { webAclArn: WEB_ACL });
    const all = synthesized(stack);
    expect(the(all, "aws_wafv2_web_acl_association")).toMatchObject({
      web_acl_arn: WEB_ACL,
      resource_arn: expect.stringMatching(/aws_api_gateway_stage\.[^.]+\.arn/u),
    });
    expect(resources(all, "aws_apigatewayv2_api")).toEqual([]);
    const methods = resources(all, "aws_api_gateway_method").map(({ authorization }) => authorization);
    expect(methods.sort()).toEqual(["AWS_IAM", "NONE", "NONE"]);
    const paths = resources(all, "aws_api_gateway_resource").map(({ path_part }) => path_part);
    expect(paths.sort()).toEqual(["operator", "v1", "{proxy+}", "{proxy+}"]);
    expect(the(all, "aws_api_gateway_method_settings")).toMatchObject({
      method_path: "*/*",
      settings: { throttling_rate_limit: 50, throttling_burst_limit: 100 },
    });
    expect(the(all, "aws_apigatewayv2_api_mapping")).toMatchObject({ stage: "live" });
  });

  it("needs no domain in development, and tells the engine where the keys are", () => {
    const stack = newStack();
    const identity = new Authenticator(stack, "identity", {
      environment: "development",
      relyingParty: { id: "localhost", name: "Example" },
      origins: ["http://localhost:8787"],
    });
    new PolicyEngine(stack, "engine", { policies: POLICY_FILE, issuer: identity.issuer });
    const all = synthesized(stack);
    expect(variables(stack)).toMatchObject({
      CORDON_ORIGINS: "http://localhost:8787",
      CORDON_ADDRESSES: expect.stringMatching(/^\$\{aws_apigatewayv2_api\.[^.]+\.api_endpoint\}$/u),
    });
    expect(variables(stack, /^engine/u)).toMatchObject({
      CORDON_TOKEN_ISSUER: "http://localhost:8787",
      CORDON_JWKS_URL: expect.stringMatching(/api_endpoint\}\/\.well-known\/jwks\.json$/u),
    });
    expect(resources(all, "aws_apigatewayv2_domain_name")).toEqual([]);
    expect(the(all, "aws_apigatewayv2_api")).toMatchObject({ disable_execute_api_endpoint: false });
  });

  it("gives the function an environment that it can read", () => {
    const stack = newStack();
    identityIn(stack, { origins: ["https://shop.example.com"], audiences: ["https://api.example.com"] });
    const known = (text: string) => (text.startsWith("${") ? KNOWN[text.split(".")[0] ?? ""] : text);
    const values = Object.entries(variables(stack)).map(([name, text]) => [name, known(text)]);
    const parsed = parseEnvironment(AUTHENTICATOR, Object.fromEntries(values));
    expect(parsed).toMatchObject({
      ok: true,
      value: {
        origins: ["https://login.example.com", "https://shop.example.com"],
        audiences: ["https://api.example.com"],
        relyingPartyId: "example.com",
      },
    });
  });

  it("takes the files along that the environment names", () => {
    const stack = newStack();
    const folder = "test/constructs/identity";
    identityIn(stack, {
      transmitters: `${folder}/transmitters.json`,
      authorizePage: `${folder}/authorize.html`,
    });
    expect(variables(stack)).toMatchObject({
      CORDON_TRANSMITTERS_FILE: "transmitters.json",
      CORDON_AUTHORIZE_PAGE_FILE: "authorize.html",
    });
  });
});

/** What AWS would have in place of a reference, by the type of the resource. */
const KNOWN: Readonly<Record<string, string>> = {
  "${aws_dynamodb_table": "table",
  "${aws_kms_key": "arn:aws:kms:eu-central-1:111122223333:key/1",
  "${aws_sns_topic": "arn:aws:sns:eu-central-1:111122223333:people",
};

const REFUSED: readonly (readonly [what: string, props: object, code: string, words: RegExp])[] = [
  ["no domain", { domain: undefined }, "DOMAIN_MISSING", /changes its address/u],
  [
    "no origin in development",
    { domain: undefined, environment: "development" },
    "DOMAIN_MISSING",
    /neither a domain nor an origin/u,
  ],
  ["a relying party that is a public suffix", rp("co.uk"), "RELYING_PARTY", /anybody may register/u],
  ["a relying party that is an address", rp("192.0.2.1"), "RELYING_PARTY", /this is an address/u],
  ["a relying party that is an IPv6 address", rp("[2001:db8::1]"), "RELYING_PARTY", /this is an address/u],
  ["a relying party with a scheme", rp("https://example.com"), "RELYING_PARTY", /no scheme/u],
  ["a relying party with a port", rp("example.com:443"), "RELYING_PARTY", /no port/u],
  ["a relying party in capitals", rp("Example.com"), "RELYING_PARTY", /not a domain/u],
  ["this machine in production", rp("localhost"), "RELYING_PARTY", /nobody's domain/u],
  ["a relying party of somebody else", rp("example.org"), "ORIGIN", /does not belong/u],
  ["a domain that only ends like it", { domain: "notexample.com" }, "ORIGIN", /does not belong/u],
  ["an origin of somebody else", { origins: ["https://example.org"] }, "ORIGIN", /does not belong/u],
  ["an origin without TLS", { origins: ["http://shop.example.com"] }, "ORIGIN", /need TLS/u],
  ["an origin of this machine", { origins: ["http://localhost:8787"] }, "ORIGIN", /in production/u],
  ["an origin with a path", { origins: ["https://shop.example.com/"] }, "ORIGIN", /not an origin/u],
  ["a host without a scheme", { origins: ["shop.example.com"] }, "ORIGIN", /not an origin/u],
  ["the origin of the domain again", { origins: ["https://login.example.com"] }, "ORIGIN", /twice/u],
  ["a cookie for a domain", { cookieDomain: "example.com" }, "COOKIE_DOMAIN", /__Host-/u],
  [
    "a certificate without a domain",
    {
      domain: undefined,
      environment: "development",
      origins: ["https://shop.example.com"],
      certificateArn: CERTIFICATE,
    },
    "SETTING_REFUSED",
    /no effect without a domain/u,
  ],
  [
    "a web ACL of CloudFront",
    { webAclArn: WEB_ACL.replace("regional", "global") },
    "SETTING_REFUSED",
    /regional web ACL/u,
  ],
  ["an option that it does not have", { cookieSameSite: "none" }, "SETTING_REFUSED", /cookieSameSite/u],
  ["an undefined relying party", { relyingParty: undefined }, "SETTING_REFUSED", /needs relyingParty/u],
  ["a file with the secret of a transmitter", { transmitters: "package.json" }, "FILE", /a list, 1 or more/u],
];

function rp(id: string): object {
  return { relyingParty: { id, name: "Example" } };
}

it.each(REFUSED)("refuses %s", (_, props, code, words) => {
  const stack = newStack();
  const make = () => new Authenticator(stack, "identity", { ...IDENTITY, ...props } as AuthenticatorProps);
  const problem = problemOf(make);
  expect(problem.code).toBe(`CORDON_AUTHENTICATOR_${code}`);
  expect(`${problem.summary} ${problem.got} ${problem.allowed}`).toMatch(words);
  expect(stack.node.tryFindChild("identity")).toBeUndefined();
});
