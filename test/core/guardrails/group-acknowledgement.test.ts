import { describe, expect, it } from "vitest";
import { acknowledge } from "../../../core/guardrails/acknowledgement.js";
import type { Finding } from "../../../core/guardrails/finding.js";

const finding: Finding = {
  rule: "CORDON-NET-002",
  severity: "high",
  resource: "aws_vpc_security_group_ingress_rule.https",
  constructPath: null,
  message: "open",
  fix: "Close it.",
  acknowledged: null,
};
const entry = {
  rule: "CORDON-NET-002",
  resource: "aws_security_group.web",
  reason: "the shop is public",
  expires: "2027-01-01T00:00:00Z",
  where: "accepted.json#/acknowledgements/0",
};
const NOW = Date.parse("2026-06-01T00:00:00Z");

describe("an acknowledgement of a security group", () => {
  it("covers its separate rules", () => {
    const groups = new Map([[finding.resource, "aws_security_group.web"]]);
    const { findings, unused } = acknowledge([finding], [entry], NOW, (rule) => groups.get(rule));
    expect([findings[0]?.acknowledged?.reason, unused]).toEqual(["the shop is public", []]);
  });

  it("covers no rule of another group", () => {
    const { findings, unused } = acknowledge([finding], [entry], NOW, () => "aws_security_group.db");
    expect([findings[0]?.acknowledged, unused]).toEqual([null, [entry]]);
  });
});
