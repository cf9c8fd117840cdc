import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateTagsCommand,
  type SecurityGroupRule as Described,
  DescribeSecurityGroupRulesCommand,
  type EC2Client,
  paginateDescribeSecurityGroupRules,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
} from "@aws-sdk/client-ec2";
import { GRANT_TAG, type SecurityGroupRule } from "../../../core/access/flow-rules.js";
import type { FlowRules, StandingRule } from "../../../services/access-broker/ports.js";
import { codeOf, outside, outsideOr } from "../outside/outside-call.js";

/** Rules of security groups through the AWS SDK. */
export function awsFlowRules(client: EC2Client): FlowRules {
  return {
    authorize: async (rule) => {
      try {
        await client.send(authorizeCommand(rule) as AuthorizeSecurityGroupIngressCommand);
        return "created";
      } catch (error) {
        if (codeOf(error) === "InvalidPermission.Duplicate") return "exists";
        return outside(() => Promise.reject(error));
      }
    },
    find: (rule) => outside(() => findRule(client, rule)),
    retag: (rule, tags) =>
      outside(async () => {
        const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
        await client.send(new CreateTagsCommand({ Resources: [rule.id], Tags }));
      }),
    revoke: ({ id, group, direction }) =>
      outsideOr(undefined, async () => {
        const input = { GroupId: group, SecurityGroupRuleIds: [id] };
        await (direction === "egress"
          ? client.send(new RevokeSecurityGroupEgressCommand(input))
          : client.send(new RevokeSecurityGroupIngressCommand(input)));
      }),
    tagged: () => taggedRules(client),
  };
}

function authorizeCommand({ direction, GroupId, IpPermissions, TagSpecifications }: SecurityGroupRule) {
  const input = {
    GroupId,
    IpPermissions: IpPermissions.map((one) => ({ ...one, UserIdGroupPairs: [...one.UserIdGroupPairs] })),
    TagSpecifications: TagSpecifications.map((one) => ({ ...one, Tags: [...one.Tags] })),
  };
  return direction === "egress"
    ? new AuthorizeSecurityGroupEgressCommand(input)
    : new AuthorizeSecurityGroupIngressCommand(input);
}

async function findRule(client: EC2Client, rule: SecurityGroupRule): Promise<StandingRule | undefined> {
  const [{ IpProtocol, FromPort, ToPort, UserIdGroupPairs }] = rule.IpPermissions;
  let token: string | undefined;
  do {
    const page = await client.send(
      new DescribeSecurityGroupRulesCommand({
        Filters: [{ Name: "group-id", Values: [rule.GroupId] }],
        ...(token === undefined ? {} : { NextToken: token }),
      }),
    );
    const found = page.SecurityGroupRules?.find(
      (one) =>
        one.IsEgress === (rule.direction === "egress") &&
        one.IpProtocol === IpProtocol &&
        one.FromPort === FromPort &&
        one.ToPort === ToPort &&
        one.ReferencedGroupInfo?.GroupId === UserIdGroupPairs[0].GroupId,
    );
    if (found !== undefined) return standing(found);
    token = page.NextToken;
  } while (token !== undefined);
  return undefined;
}

async function* taggedRules(client: EC2Client): AsyncGenerator<readonly StandingRule[]> {
  const filter = { Filters: [{ Name: "tag-key", Values: [GRANT_TAG] }] };
  const pages = paginateDescribeSecurityGroupRules({ client }, filter);
  for (;;) {
    const { value, done } = await outside(() => pages.next());
    if (done === true) return;
    yield (value.SecurityGroupRules ?? []).flatMap((one) => standing(one) ?? []);
  }
}

function standing({
  SecurityGroupRuleId,
  GroupId,
  IsEgress,
  Tags = [],
}: Described): StandingRule | undefined {
  if (SecurityGroupRuleId === undefined || GroupId === undefined) return undefined;
  return {
    id: SecurityGroupRuleId,
    group: GroupId,
    direction: IsEgress === true ? "egress" : "ingress",
    tags: Object.fromEntries(Tags.map(({ Key = "", Value = "" }) => [Key, Value])),
  };
}
