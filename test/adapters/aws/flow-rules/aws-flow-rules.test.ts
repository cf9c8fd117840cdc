import { EC2Client } from "@aws-sdk/client-ec2";
import { describe, expect, it } from "vitest";
import { awsFlowRules } from "../../../../adapters/aws/flow-rules/aws-flow-rules.js";
import { flowRules } from "../../../../core/access/flow-rules.js";
import { allOf } from "../../../../services/intent-do-sweep/pages.js";
import { type Answer, type Sent, wire } from "../wire.js";

const [EGRESS, INGRESS] = flowRules(
  { from: "sg-a", to: "sg-b", port: "tcp/5432" },
  "jit-g1",
  "2026-12-01T11:00:00Z",
);

function rulesWith(answer: (sent: Sent) => Answer) {
  const { settings, sent } = wire(answer);
  return { rules: awsFlowRules(new EC2Client(settings as object)), sent };
}

const described = (id: string, port: number, tag = ""): string =>
  `<item><securityGroupRuleId>${id}</securityGroupRuleId><groupId>sg-b</groupId><isEgress>false</isEgress><ipProtocol>tcp</ipProtocol><fromPort>${port}</fromPort><toPort>${port}</toPort><referencedGroupInfo><groupId>sg-a</groupId></referencedGroupInfo>${tag}</item>`;
const page = (items: string, next = ""): Answer => ({
  xml: `<R><securityGroupRuleSet>${items}</securityGroupRuleSet>${next === "" ? "" : `<nextToken>${next}</nextToken>`}</R>`,
});

describe("rules of security groups", () => {
  it("are opened at both ends, tagged as they are made", async () => {
    const { rules, sent } = rulesWith(() => ({ xml: "<R><return>true</return></R>" }));
    expect([await rules.authorize(EGRESS), await rules.authorize(INGRESS)]).toEqual(["created", "created"]);
    expect(
      sent.map(({ action, body }) => [action, body["GroupId"], body["IpPermissions.1.Groups.1.GroupId"]]),
    ).toEqual([
      ["AuthorizeSecurityGroupEgress", "sg-a", "sg-b"],
      ["AuthorizeSecurityGroupIngress", "sg-b", "sg-a"],
    ]);
    expect(sent[0]?.body).toMatchObject({
      "IpPermissions.1.FromPort": "5432",
      "TagSpecification.1.ResourceType": "security-group-rule",
      "TagSpecification.1.Tag.1.Key": "cordon:grant",
      "TagSpecification.1.Tag.1.Value": "jit-g1",
    });
  });

  it("that stand already are not an error; a full group and throttling are told apart", async () => {
    expect(await rulesWith(() => ({ error: "InvalidPermission.Duplicate" })).rules.authorize(INGRESS)).toBe(
      "exists",
    );
    const full = rulesWith(() => ({ error: "RulesPerSecurityGroupLimitExceeded" })).rules;
    await expect(full.authorize(INGRESS)).rejects.toMatchObject({ kind: "limit" });
    const slow = rulesWith(() => ({ error: "RequestLimitExceeded", status: 503 })).rules;
    await expect(slow.tagged()[Symbol.asyncIterator]().next()).rejects.toMatchObject({ kind: "throttled" });
  });

  it("are found on a later page, and only where all of it is the same", async () => {
    const { rules, sent } = rulesWith(({ body }) =>
      body["NextToken"] === undefined ? page(described("sgr-1", 443), "n") : page(described("sgr-2", 5432)),
    );
    expect(await rules.find(INGRESS)).toEqual({ id: "sgr-2", group: "sg-b", direction: "ingress", tags: {} });
    expect(sent).toHaveLength(2);
    expect(await rulesWith(() => page(described("sgr-1", 5432))).rules.find(EGRESS)).toBeUndefined();
  });

  it("of grants are listed to the last page, revoked by their id, and handed on by their tags", async () => {
    const tag = "<tagSet><item><key>cordon:grant</key><value>jit-g1</value></item></tagSet>";
    const { rules, sent } = rulesWith(({ action, body }) => {
      if (action !== "DescribeSecurityGroupRules") return { xml: "<R><return>true</return></R>" };
      return body["NextToken"] === undefined
        ? page(described("sgr-1", 1, tag), "n")
        : page(described("sgr-2", 2, tag));
    });
    const all = await allOf(rules.tagged());
    expect(all.map(({ id, tags }) => [id, tags["cordon:grant"]])).toEqual([
      ["sgr-1", "jit-g1"],
      ["sgr-2", "jit-g1"],
    ]);
    expect(sent[0]?.body).toMatchObject({ "Filter.1.Name": "tag-key", "Filter.1.Value.1": "cordon:grant" });
    const [rule] = all;
    if (rule === undefined) throw new Error("no rule");
    await rules.revoke(rule);
    await rules.revoke({ ...rule, direction: "egress" });
    await rules.retag(rule, { "cordon:grant": "jit-g2" });
    expect(sent.slice(2).map(({ action }) => action)).toEqual([
      "RevokeSecurityGroupIngress",
      "RevokeSecurityGroupEgress",
      "CreateTags",
    ]);
    expect(sent[2]?.body).toMatchObject({ GroupId: "sg-b", "SecurityGroupRuleId.1": "sgr-1" });
    const gone = rulesWith(() => ({ error: "InvalidSecurityGroupRuleId.NotFound" })).rules;
    await gone.revoke(rule);
  });
});
