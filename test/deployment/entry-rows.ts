/** What a network ACL, a route table or a prefix list is before and after a change, and the EC2 calls that the change makes, in order. */
export interface EntryRow {
  /** The steps of `cordon diff`. */
  readonly actions: readonly string[];
  readonly before: Resources;
  readonly after: Resources;
  readonly calls: readonly string[];
}

/** The resources of a row by type, each of which has the name of the row. */
export type Resources = (name: string) => Readonly<Record<string, object>>;

const [DELETE, CREATE] = ["DeleteNetworkAclEntry", "CreateNetworkAclEntry"];
const LIST = "ModifyManagedPrefixList";
const VPC = { vpc_id: "${aws_vpc.main.id}" };
const GATEWAY = { gateway_id: "${aws_internet_gateway.main.id}" };
const NAT = { nat_gateway_id: "${aws_nat_gateway.main.id}" };
const MADE_FIRST = { lifecycle: { create_before_destroy: true } };

function listed(number: number, port: number): object {
  return {
    rule_no: number,
    action: "allow",
    protocol: "tcp",
    from_port: port,
    to_port: port,
    cidr_block: "203.0.113.0/24",
    ipv6_cidr_block: null,
    icmp_type: null,
    icmp_code: null,
  };
}

const acl =
  (...ingress: readonly object[]): Resources =>
  () => ({ aws_network_acl: { ...VPC, ingress } });

const aclEntry =
  (number: number, port: number, more: object = {}): Resources =>
  (name) => ({
    aws_network_acl: VPC,
    aws_network_acl_rule: {
      network_acl_id: `\${aws_network_acl.${name}.id}`,
      rule_number: number,
      rule_action: "allow",
      protocol: "tcp",
      from_port: port,
      to_port: port,
      cidr_block: "203.0.113.0/24",
      ...more,
    },
  });

const ROUTE_ARGUMENTS = [
  "carrier_gateway_id",
  "core_network_arn",
  "destination_prefix_list_id",
  "egress_only_gateway_id",
  "gateway_id",
  "ipv6_cidr_block",
  "local_gateway_id",
  "nat_gateway_id",
  "network_interface_id",
  "transit_gateway_id",
  "vpc_endpoint_id",
  "vpc_peering_connection_id",
];

const routes =
  (cidr_block: string, target: object): Resources =>
  () => ({
    aws_route_table: {
      ...VPC,
      route: [{ ...Object.fromEntries(ROUTE_ARGUMENTS.map((name) => [name, null])), cidr_block, ...target }],
    },
  });

const route =
  (destination_cidr_block: string, target: object): Resources =>
  (name) => ({
    aws_route_table: VPC,
    aws_route: {
      route_table_id: `\${aws_route_table.${name}.id}`,
      destination_cidr_block,
      ...target,
    },
  });

const list =
  (...entry: readonly object[]): Resources =>
  (name) => ({
    aws_ec2_managed_prefix_list: { name, address_family: "IPv4", max_entries: 5, entry },
  });

const listEntry =
  (cidr: string, description: string): Resources =>
  (name) => ({
    aws_ec2_managed_prefix_list: { name, address_family: "IPv4", max_entries: 5 },
    aws_ec2_managed_prefix_list_entry: {
      prefix_list_id: `\${aws_ec2_managed_prefix_list.${name}.id}`,
      cidr,
      description,
    },
  });

const [BLOCK, OTHER_BLOCK] = ["203.0.113.0/24", "198.51.100.0/24"];

/** Every change that the documentation's table lists for entries and routes. */
export const ENTRY_ROWS: Readonly<Record<string, EntryRow>> = {
  "acl-entry-port": {
    actions: ["replace-entry"],
    before: aclEntry(100, 443),
    after: aclEntry(100, 444),
    calls: [DELETE, CREATE],
  },
  "acl-entry-number-made-first": {
    actions: ["replace-entry"],
    before: aclEntry(100, 443, MADE_FIRST),
    after: aclEntry(101, 443, MADE_FIRST),
    calls: [CREATE, DELETE],
  },
  "acl-listed-port": {
    actions: ["replace-entry"],
    before: acl(listed(100, 443), listed(200, 80)),
    after: acl(listed(100, 444), listed(200, 80)),
    calls: [DELETE, CREATE],
  },
  "acl-listed-number": {
    actions: ["replace-entry"],
    before: acl(listed(100, 443), listed(200, 80)),
    after: acl(listed(101, 443), listed(200, 80)),
    calls: [DELETE, CREATE],
  },
  "acl-listed-added": {
    actions: ["in-place"],
    before: acl(listed(100, 443)),
    after: acl(listed(100, 443), listed(200, 80)),
    calls: [CREATE],
  },
  "acl-listed-gone": {
    actions: ["in-place"],
    before: acl(listed(100, 443), listed(200, 80)),
    after: acl(listed(100, 443)),
    calls: [DELETE],
  },
  "route-target": {
    actions: ["in-place"],
    before: route(BLOCK, GATEWAY),
    after: route(BLOCK, NAT),
    calls: ["ReplaceRoute"],
  },
  "route-destination": {
    actions: ["replace-route"],
    before: route(BLOCK, GATEWAY),
    after: route(OTHER_BLOCK, GATEWAY),
    calls: ["DeleteRoute", "CreateRoute"],
  },
  "route-destination-made-first": {
    actions: ["replace-route"],
    before: route(BLOCK, { ...GATEWAY, ...MADE_FIRST }),
    after: route(OTHER_BLOCK, { ...GATEWAY, ...MADE_FIRST }),
    calls: ["CreateRoute", "DeleteRoute"],
  },
  "route-listed-target": {
    actions: ["in-place"],
    before: routes(BLOCK, GATEWAY),
    after: routes(BLOCK, NAT),
    calls: ["ReplaceRoute"],
  },
  "route-listed-destination": {
    actions: ["in-place"],
    before: routes(BLOCK, GATEWAY),
    after: routes(OTHER_BLOCK, GATEWAY),
    calls: ["CreateRoute", "DeleteRoute"],
  },
  "list-listed-block": {
    actions: ["in-place"],
    before: list({ cidr: BLOCK, description: "offices" }),
    after: list({ cidr: OTHER_BLOCK, description: "offices" }),
    calls: [`${LIST} (add and remove)`],
  },
  "list-listed-reason": {
    actions: ["replace-entry"],
    before: list({ cidr: BLOCK, description: "offices" }),
    after: list({ cidr: BLOCK, description: "all offices" }),
    calls: [`${LIST} (remove)`, `${LIST} (add)`],
  },
  "list-entry-block": {
    actions: ["replace-entry"],
    before: listEntry(BLOCK, "offices"),
    after: listEntry(OTHER_BLOCK, "offices"),
    calls: [`${LIST} (remove)`, `${LIST} (add)`],
  },
  "list-entry-reason": {
    actions: ["replace-entry"],
    before: listEntry(BLOCK, "offices"),
    after: listEntry(BLOCK, "all offices"),
    calls: [`${LIST} (remove)`, `${LIST} (add)`],
  },
};
