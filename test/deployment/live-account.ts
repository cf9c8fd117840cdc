import {
  DescribeVpcsCommand,
  EC2Client,
  paginateDescribeManagedPrefixLists,
  paginateDescribeSecurityGroupRules,
  paginateDescribeSecurityGroups,
  type SecurityGroupRule,
} from "@aws-sdk/client-ec2";
import { EMULATOR_CREDENTIALS } from "./aws-emulator.js";

/** What the EC2 API says about every security group outside the account's default VPC. */
export interface LiveSecurityGroups {
  /** Group names without Terraform's unique suffix, with their ids. */
  readonly groupIds: ReadonlyMap<string, string>;
  /** The rules as text, `shop-app egress tcp 5432-5432 shop-db`, sorted. */
  readonly rules: readonly string[];
  /** The ids of the rules, sorted. */
  readonly ruleIds: readonly string[];
}

/** The suffix that Terraform appends to a `name_prefix`: a timestamp and a counter. */
const UNIQUE_SUFFIX = /-?[0-9]{18}[0-9a-f]{8}$/;

/** Reads the security groups back from the EC2 API, page by page. */
export async function readSecurityGroups(endpoint: string, region: string): Promise<LiveSecurityGroups> {
  const client = new EC2Client({ endpoint, region, credentials: EMULATOR_CREDENTIALS });
  try {
    const byDefault = await client.send(
      new DescribeVpcsCommand({ Filters: [{ Name: "is-default", Values: ["true"] }] }),
    );
    const defaultVpcs = new Set(byDefault.Vpcs?.map(({ VpcId }) => VpcId));
    const pages = { client, pageSize: 100 };
    const groupIds = new Map<string, string>();
    for await (const page of paginateDescribeSecurityGroups(pages, {})) {
      for (const { GroupId, GroupName, VpcId } of page.SecurityGroups ?? []) {
        if (!defaultVpcs.has(VpcId)) {
          groupIds.set(present(GroupName).replace(UNIQUE_SUFFIX, ""), present(GroupId));
        }
      }
    }
    const names = new Map([...groupIds].map(([name, id]) => [id, name]));
    const groups = new Set(groupIds.values());
    for await (const page of paginateDescribeManagedPrefixLists({ client }, {})) {
      for (const { PrefixListId, PrefixListName } of page.PrefixLists ?? []) {
        names.set(present(PrefixListId), present(PrefixListName));
      }
    }
    const live: SecurityGroupRule[] = [];
    for await (const page of paginateDescribeSecurityGroupRules(pages, {})) {
      live.push(...(page.SecurityGroupRules ?? []).filter(({ GroupId }) => groups.has(present(GroupId))));
    }
    return {
      groupIds,
      rules: live.map((rule) => describeRule(rule, names)).sort(),
      ruleIds: live.map(({ SecurityGroupRuleId }) => present(SecurityGroupRuleId)).sort(),
    };
  } finally {
    client.destroy();
  }
}

function describeRule(rule: SecurityGroupRule, names: ReadonlyMap<string, string>): string {
  const nameOf = (id: string) => names.get(id) ?? id;
  const peer =
    rule.CidrIpv4 ?? rule.CidrIpv6 ?? nameOf(present(rule.ReferencedGroupInfo?.GroupId ?? rule.PrefixListId));
  const direction = rule.IsEgress === true ? "egress" : "ingress";
  return `${nameOf(present(rule.GroupId))} ${direction} ${rule.IpProtocol} ${rule.FromPort}-${rule.ToPort} ${peer}`;
}

function present<T>(value: T | undefined): T {
  if (value === undefined)
    throw new Error("the EC2 API left out a field that it documents as always present");
  return value;
}
