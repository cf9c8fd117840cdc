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

  it("lets go of a rule once, though several take it over, and says what nobody takes over", () => {
    const many = older(["203.0.113.0/24", "192.0.2.0/24", "198.51.100.0/24"]);
    const two = new DocumentBuilder()
      .group("db")
      .ingress("r", "db", "203.0.113.0/24", 443)
      .ingress("s", "db", "192.0.2.0/24", 443);
    const text = recipe(many, two);
    expect(text.match(/^removed/gm)).toHaveLength(1);
    expect(text.match(/^import/gm)).toHaveLength(2);
    expect(text).toContain(
      "# Nothing takes over the rest of aws_security_group_rule.r, which stays in force until it is revoked:\n" +
        "# aws ec2 revoke-security-group-ingress --group-id <id of the group> --security-group-rule-ids $(aws ec2",
    );
    expect(text).toContain('CidrIpv4==`"198.51.100.0/24"`');
  });

  it("removes one of several instances from the state, since a removed block takes no keys", () => {
    const keyed = (for_each: object) =>
      older([`203.0.113.0/24`], { for_each, from_port: `\${each.value}`, to_port: `\${each.value}` });
    const partly = recipe(
      keyed({ x: 443, y: 8443 }),
      keyed({ y: 8443 }).ingress("r", "db", "203.0.113.0/24", 443),
    );
    expect(partly).toContain(`# terraform state rm 'aws_security_group_rule.r["x"]'`);
    expect(partly).not.toContain("removed {");
    expect(recipe(keyed({ x: 443 }), separate())).toContain("from = aws_security_group_rule.r\n");
  });

  it("imports a rule of the older type under the id that the provider makes of its arguments", () => {
    const both = new DocumentBuilder()
      .with("aws_security_group", "db", { id: "sg-0123456789abcdef0", vpc_id: `\${aws_vpc.main.id}` })
      .ingress("r", "db", "203.0.113.0/24", 443)
      .ingress("s", "db", "192.0.2.0/24", 443);
    const text = recipe(both, older(["203.0.113.0/24", "192.0.2.0/24"]));
    expect(text.match(/^removed/gm)).toHaveLength(2);
    expect(text.match(/^import/gm)).toHaveLength(1);
    expect(text).toContain('id = "sg-0123456789abcdef0_ingress_tcp_443_443_203.0.113.0/24_192.0.2.0/24"');
    expect(recipe(separate(), older(["203.0.113.0/24"]))).toContain(
      'id = "sg-..._ingress_tcp_443_443_203.0.113.0/24"',
    );
  });

  it("lets go of rules that their group writes inline from now on", () => {
    const inline = new DocumentBuilder().with("aws_security_group", "db", {
      vpc_id: `\${aws_vpc.main.id}`,
      ingress: [{ protocol: "tcp", from_port: 443, to_port: 443, cidr_blocks: ["203.0.113.0/24"] }],
    });
    expect(recipe(separate(), inline)).toBe(`removed {
  from = aws_vpc_security_group_ingress_rule.r
  lifecycle {
    destroy = false
  }
}
`);
  });

  it("says that two rules which exchange a permission need two applies", () => {
    const ports = (one: number, two: number) =>
      new DocumentBuilder()
        .group("db")
        .ingress("r", "db", "203.0.113.0/24", one)
        .ingress("s", "db", "203.0.113.0/24", two);
    const text = recipe(ports(443, 8443), ports(8443, 443));
    expect(text).toContain("stays. No block says that:");
    expect(text).not.toContain("moved {");
  });
});
