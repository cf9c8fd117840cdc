import {
  DescribeVpcsCommand,
  EC2Client,
  paginateDescribeManagedPrefixLists,
  paginateDescribeSecurityGroupRules,
  paginateDescribeSecurityGroups,
  type SecurityGroupRule,
} from "@aws-sdk/client-ec2";
import { EMULATOR_CREDENTIALS } from "./aws-emulator.js";

/**
 * One security-group rule of the live account as one line of text:
 * `app egress tcp 5432-5432 db`. Groups are named without Terraform's unique suffix.
 */
export type RuleLine = string;

/** The suffix that Terraform appends to a `name_prefix`: a timestamp and a counter. */
const UNIQUE_SUFFIX = /[0-9]{18}[0-9a-f]{8}$/;

/** Reads the rules of every security group outside the account's default VPC from the EC2 API, sorted. */
export async function readLiveRules(endpoint: string, region: string): Promise<RuleLine[]> {
  const client = new EC2Client({ endpoint, region, credentials: EMULATOR_CREDENTIALS });
  try {
    const names = new Map<string, string>();
    const groups = { client, pageSize: 100 };
    const { Vpcs } = await client.send(
      new DescribeVpcsCommand({ Filters: [{ Name: "is-default", Values: ["true"] }] }),
    );
    const defaultVpcs = new Set(Vpcs?.map(({ VpcId }) => VpcId));
    for await (const page of paginateDescribeSecurityGroups(groups, {})) {
      for (const { GroupId, GroupName, VpcId } of page.SecurityGroups ?? []) {
        if (defaultVpcs.has(VpcId)) continue;
        names.set(present(GroupId), present(GroupName).replace(UNIQUE_SUFFIX, "").replace(/-$/, ""));
      }
    }
    for await (const page of paginateDescribeManagedPrefixLists({ client }, {})) {
      for (const { PrefixListId, PrefixListName } of page.PrefixLists ?? []) {
        names.set(present(PrefixListId), present(PrefixListName));
      }
    }
    const lines: RuleLine[] = [];
    for await (const page of paginateDescribeSecurityGroupRules(groups, {})) {
      for (const rule of page.SecurityGroupRules ?? []) {
        const group = names.get(present(rule.GroupId));
        if (group !== undefined) lines.push(lineOf(group, rule, names));
      }
    }
    return lines.sort();
  } finally {
    client.destroy();
  }
}

function lineOf(group: string, rule: SecurityGroupRule, names: ReadonlyMap<string, string>): RuleLine {
  const id = rule.ReferencedGroupInfo?.GroupId ?? rule.PrefixListId;
  const peer = rule.CidrIpv4 ?? rule.CidrIpv6 ?? names.get(present(id)) ?? present(id);
  const direction = rule.IsEgress === true ? "egress" : "ingress";
  return `${group} ${direction} ${rule.IpProtocol} ${rule.FromPort}-${rule.ToPort} ${peer}`;
}

function present<T>(value: T | undefined): T {
  if (value === undefined)
    throw new Error("the EC2 API left out a field that it documents as always present");
  return value;
}
