import { describe, expect, it } from "vitest";
import { embeddedStatements } from "../../../core/check/embedded-statements.js";
import { statementValidator } from "../../../core/check/statement-validator.js";
import { describeProblem, valueOrThrow } from "../../../core/errors.js";
import {
  type Acknowledgement,
  acknowledge,
  parseAcknowledgements,
} from "../../../core/guardrails/acknowledgement.js";
import { baselineOf } from "../../../core/guardrails/baseline.js";
import type { Finding } from "../../../core/guardrails/finding.js";
import { GUARDRAILS } from "../../../core/guardrails/guardrails.js";

const ajv = statementValidator();

const finding: Finding = {
  rule: "CORDON-NET-002",
  severity: "high",
  resource: "aws_vpc_security_group_ingress_rule.web",
  constructPath: "shop/web/ingress-443",
  message: "open",
  fix: "Close it.",
  acknowledged: null,
};
const entry: Acknowledgement = {
  rule: "CORDON-NET-002",
  resource: "shop/web",
  reason: "the shop is public",
  expires: "2027-01-01T00:00:00Z",
  where: "a.json#/acknowledgements/0",
};
const NOW = Date.parse("2026-06-01T00:00:00Z");

describe("an acknowledgement", () => {
  it.each(["shop/web/ingress-443", "shop/web", "shop", "aws_vpc_security_group_ingress_rule.web"])(
    "covers the finding at %s",
    (resource) => {
      const { findings, unused } = acknowledge([finding], [{ ...entry, resource }], NOW);
      expect(findings).toEqual([
        { ...finding, acknowledged: { reason: entry.reason, expires: entry.expires } },
      ]);
      expect(unused).toEqual([]);
    },
  );

  it.each([
    { resource: "shop/we" },
    { resource: "aws_vpc_security_group_ingress_rule" + ".we" },
    { rule: "CORDON-NET-001" },
  ])("covers nothing else: %j", (change) => {
    const { findings, unused } = acknowledge([finding], [{ ...entry, ...change }], NOW);
    expect(findings).toEqual([finding]);
    expect(unused).toHaveLength(1);
  });

  it("of a group covers its inline rules", () => {
    const inline = { ...finding, resource: "aws_security_group.web.ingress[0]", constructPath: null };
    const { findings } = acknowledge([inline], [{ ...entry, resource: "aws_security_group.web" }], NOW);
    expect(findings[0]?.acknowledged).not.toBeNull();
  });

  it("covers until its expiry, and then is a finding beside the one it covered", () => {
    const expiry = Date.parse(entry.expires);
    expect(acknowledge([finding], [entry], expiry - 1).findings[0]?.acknowledged).not.toBeNull();
    const { findings } = acknowledge([finding], [entry], expiry);
    expect(findings.map(({ rule, acknowledged, severity }) => ({ rule, acknowledged, severity }))).toEqual([
      { rule: "CORDON-NET-002", acknowledged: null, severity: "high" },
      { rule: "CORDON-ACK-001", acknowledged: null, severity: "medium" },
    ]);
    expect(findings[1]?.message).toContain("expired at 2027-01-01T00:00:00Z");
  });
});

describe("a file of acknowledgements", () => {
  const written = {
    rule: entry.rule,
    resource: entry.resource,
    reason: entry.reason,
    expires: entry.expires,
  };
  const parse = (json: unknown) => parseAcknowledgements(ajv, json, "a.json", GUARDRAILS);

  it("is read", () => {
    expect(valueOrThrow(parse({ version: 1, acknowledgements: [written] }))).toEqual([entry]);
  });

  it.each([
    [{ acknowledgements: [written] }, 'the key "version" is missing'],
    [{ version: 1, acknowledgements: [{ ...written, reason: " " }] }, "a.json#/acknowledgements/0/reason"],
    [{ version: 1, acknowledgements: [{ ...written, reason: undefined }] }, 'the key "reason" is missing'],
    [{ version: 1, acknowledgements: [{ ...written, expires: undefined }] }, 'the key "expires" is missing'],
    [
      { version: 1, acknowledgements: [{ ...written, expires: "2027-02-30T00:00:00Z" }] },
      "a.json#/acknowledgements/0/expires",
    ],
    [
      { version: 1, acknowledgements: [{ ...written, expires: "2027-01-01" }] },
      "a.json#/acknowledgements/0/expires",
    ],
    // Instants are those of access policies: RFC 3339 without its exceptions.
    [
      { version: 1, acknowledgements: [{ ...written, expires: "2027-01-01 00:00:00Z" }] },
      "a.json#/acknowledgements/0/expires",
    ],
    [
      { version: 1, acknowledgements: [{ ...written, expires: "2026-12-31T23:59:60Z" }] },
      "a.json#/acknowledgements/0/expires",
    ],
    [
      { version: 1, acknowledgements: [{ ...written, rule: "CORDON-NET-02" }] },
      'did you mean "CORDON-NET-002"?',
    ],
  ])("is refused with its place: %j", (json, message) => {
    const result = parse(JSON.parse(JSON.stringify(json)));
    expect(result.ok).toBe(false);
    if (!result.ok) expect(result.problems.map(describeProblem).join("\n")).toContain(message);
  });
});

describe("what the code itself states", () => {
  const own = { rule: entry.rule, reason: entry.reason, expires: entry.expires };
  const document = (stack: unknown, resource: unknown) => ({
    "//": { metadata: { stackName: "shop", cordon: stack } },
    resource: {
      aws_security_group: { web: { "//": { metadata: { path: "shop/web/Resource", cordon: resource } } } },
    },
  });
  const read = (json: unknown) =>
    embeddedStatements(ajv, [{ path: "cdk.tf.json", json, stack: "shop" }], GUARDRAILS);

  it("is read from the metadata of stacks and resources", () => {
    const expectations = [{ from: "internet", to: "web", reach: false }];
    const { expectations: stated, acknowledgements } = valueOrThrow(
      read(
        document(
          { expectations, acknowledgements: [{ ...own, resource: "shop/app" }] },
          { acknowledgements: [own] },
        ),
      ),
    );
    expect(stated.map(({ name }) => name)).toEqual(["internet does not reach web"]);
    expect(acknowledgements.map(({ resource, where }) => ({ resource, where }))).toEqual([
      { resource: "shop/app", where: "cdk.tf.json#/~1~1/metadata/cordon/acknowledgements/0" },
      {
        resource: "shop/web/Resource",
        where: "cdk.tf.json#/resource/aws_security_group/web/~1~1/metadata/cordon/acknowledgements/0",
      },
    ]);
  });

  it("is refused where it does not fit, with its place", () => {
    const result = read(document({ acknowledgements: [{ ...own, reason: "" }] }, undefined));
    expect(result.ok).toBe(false);
    if (!result.ok)
      expect(result.problems[0]).toMatchObject({
        code: "CORDON_ACKNOWLEDGEMENT_INVALID",
        where: "cdk.tf.json#/~1~1/metadata/cordon/acknowledgements/0/reason",
      });
  });

  it("is nothing in a document without metadata, whatever its shape", () => {
    for (const json of [
      null,
      [],
      7,
      { resource: [] },
      { resource: { aws_vpc: null } },
      JSON.parse('{"__proto__":{"metadata":1}}'),
    ]) {
      expect(valueOrThrow(read(json))).toEqual({ expectations: [], acknowledgements: [] });
    }
  });
});

describe("a baseline", () => {
  const expires = "2027-01-01T00:00:00Z";

  it("asks for one reason for all that a rule says of a resource", () => {
    const { acknowledgements } = baselineOf(
      [finding, { ...finding, message: "wide open" }, finding],
      expires,
    );
    expect(acknowledgements).toEqual([
      {
        rule: finding.rule,
        resource: finding.resource,
        reason: "FILL IN: why is it accepted that open, and that wide open",
        expires,
      },
    ]);
  });

  it("is refused in one line until it is filled in, beside what else is wrong", () => {
    const many = Array.from({ length: 2_000 }, (_, at) => ({ ...finding, resource: `aws_instance.i${at}` }));
    const file = baselineOf(many, expires);
    const refused = parseAcknowledgements(ajv, file, "b.json", GUARDRAILS);
    expect(refused.ok ? [] : refused.problems.map(describeProblem)).toEqual([
      expect.stringContaining("2000 reasons are not filled in"),
    ]);
    const broken = { ...file, acknowledgements: [{ ...file.acknowledgements[0], expires: "tomorrow" }] };
    const both = parseAcknowledgements(ajv, broken, "b.json", GUARDRAILS);
    expect(both.ok ? [] : both.problems.map(({ where }) => where)).toEqual([
      "b.json#/acknowledgements/0/reason",
      "b.json#/acknowledgements/0/expires",
    ]);
  });

  it.each(["FILL IN", "  FILL IN: x", "FILL IN later"])("takes %j for no reason", (reason) => {
    const file = { version: 1, acknowledgements: [{ rule: finding.rule, resource: "a.b", reason, expires }] };
    expect(parseAcknowledgements(ajv, file, "b.json", GUARDRAILS).ok).toBe(false);
  });

  it("stays as long as a reason may be", () => {
    const long = { ...finding, message: "x".repeat(5_000) };
    expect(baselineOf([long], expires).acknowledgements[0]?.reason.length).toBeLessThanOrEqual(1_000);
  });
});
