import { describe, expect, it } from "vitest";
import { migrationRecipe } from "../../../core/check/recipe.js";
import { readTransition } from "../../../core/check/transition.js";
import { DocumentBuilder } from "../reachability/documents.js";

const older = (blocks: readonly string[], more: object = {}) =>
  new DocumentBuilder().group("db").with("aws_security_group_rule", "r", {
    type: "ingress",
    security_group_id: `\${aws_security_group.db.id}`,
    protocol: "tcp",
    from_port: 443,
    to_port: 443,
    cidr_blocks: blocks,
    ...more,
  });
const separate = () => new DocumentBuilder().group("db").ingress("r", "db", "203.0.113.0/24", 443);
const recipe = (before: DocumentBuilder, after: DocumentBuilder) =>
  migrationRecipe(before.network(), after.network(), readTransition([]));
const TAKES = `import {
  to = aws_vpc_security_group_ingress_rule.r
  id = `;

describe("a recipe", () => {
  it("is empty where no rule changes its address", () => {
    expect(recipe(separate(), separate())).toBe("");
  });

  it("hands an older rule over with the id that a state has", () => {
    const text = recipe(older(["203.0.113.0/24"], { security_group_rule_id: "sgr-0a" }), separate());
    expect(text).toBe(`removed {
  from = aws_security_group_rule.r
  lifecycle {
    destroy = false
  }
}
${TAKES}"sgr-0a"
}
`);
  });

  it("says how to find an id that the input does not hold", () => {
    const text = recipe(older(["203.0.113.0/24", "192.0.2.0/24"]), separate());
    expect(text).toContain(
      '# aws ec2 describe-security-group-rules --filters Name=group-id,Values=<id of the group> --query \'SecurityGroupRules[?IsEgress==`false` && IpProtocol==`"tcp"` && FromPort==`443` && ToPort==`443` && CidrIpv4==`"203.0.113.0/24"`].SecurityGroupRuleId\' --output text',
    );
    expect(text).toContain(`${TAKES}"sgr-..."`);
  });

  it("lets a group leave its inline rules out, and moves a rule within its type", () => {
    const inline = new DocumentBuilder().with("aws_security_group", "db", {
      vpc_id: `\${aws_vpc.main.id}`,
      ingress: [{ protocol: "tcp", from_port: 443, to_port: 443, cidr_blocks: ["203.0.113.0/24"] }],
    });
    const text = recipe(inline, separate());
    expect(text).toContain("# Leave ingress out of aws_security_group.db: an empty list revokes the rule.");
    expect(text).toContain(TAKES);
    expect(text).not.toContain("removed");
    const renamed = new DocumentBuilder().group("db").ingress("s", "db", "203.0.113.0/24", 443);
    expect(recipe(separate(), renamed)).toBe(`moved {
  from = aws_vpc_security_group_ingress_rule.r
  to   = aws_vpc_security_group_ingress_rule.s
}
`);
  });
});
