import { blockText, type World, type WorldRule, type WorldTraffic, type WorldTransit } from "./world.js";

type Json = Record<string, unknown>;

const TRANSIT = "${aws_ec2_transit_gateway.t.id}";
const PEERING = "${aws_vpc_peering_connection.p.id}";

/** The world as Terraform JSON configuration. */
export function worldDocument(world: World): { resource: Record<string, Record<string, Json>> } {
  const resource: Record<string, Record<string, Json>> = {};
  const add = (type: string, name: string, body: Json): void => {
    resource[type] = { ...resource[type], [name]: body };
  };
  for (const [vpc, { ipv6, nat }] of world.vpcs.entries()) {
    add("aws_vpc", `v${vpc}`, {
      cidr_block: blockText(vpc, "ipv4"),
      ...(ipv6 ? { ipv6_cidr_block: blockText(vpc, "ipv6") } : {}),
    });
    add("aws_internet_gateway", `v${vpc}`, { vpc_id: vpcId(vpc) });
    add("aws_nat_gateway", `v${vpc}`, {
      connectivity_type: "public",
      ...(nat === null ? {} : { subnet_id: subnetId(vpc * 2 + nat) }),
    });
  }
  if (world.peered) {
    add("aws_vpc_peering_connection", "p", { vpc_id: vpcId(0), peer_vpc_id: vpcId(1), auto_accept: true });
  }
  if (world.transit !== null) addTransit(world, world.transit, add);
  for (const [group, { vpc }] of world.groups.entries()) {
    const inline = (direction: "ingress" | "egress") =>
      world.rules
        .filter((rule) => rule.group === group && rule.style === "inline" && rule.direction === direction)
        .map((rule) => ({ ...portsOf(rule.traffic, "protocol"), ...inlinePeer(rule) }));
    add("aws_security_group", `g${group}`, {
      vpc_id: vpcId(vpc),
      name: `g${group}`,
      ingress: inline("ingress"),
      egress: inline("egress"),
    });
  }
  for (const [index, rule] of world.rules.entries()) addRule(index, rule, add);
  for (const [index, { vpc, entries }] of world.acls.entries()) {
    add("aws_network_acl", `a${index}`, { vpc_id: vpcId(vpc) });
    for (const [position, entry] of entries.entries()) {
      add("aws_network_acl_rule", `a${index}_${position}`, {
        network_acl_id: `\${aws_network_acl.a${index}.id}`,
        rule_number: entry.number,
        egress: entry.direction === "egress",
        rule_action: entry.allow ? "allow" : "deny",
        ...portsOf(entry.traffic, "protocol"),
        ...(entry.cidr.includes(":") ? { ipv6_cidr_block: entry.cidr } : { cidr_block: entry.cidr }),
      });
    }
  }
  for (const [index, { vpc, routes }] of world.tables.entries()) {
    add("aws_route_table", `t${index}`, {
      vpc_id: vpcId(vpc),
      route: routes.map(({ destination, target }) => ({
        ...(destination.includes(":") ? { ipv6_cidr_block: destination } : { cidr_block: destination }),
        ...{
          igw: { gateway_id: `\${aws_internet_gateway.v${vpc}.id}` },
          nat: { nat_gateway_id: `\${aws_nat_gateway.v${vpc}.id}` },
          peering: { vpc_peering_connection_id: world.peered ? PEERING : "pcx-0123456789abcdef0" },
          transit: { transit_gateway_id: world.transit === null ? "tgw-0123456789abcdef0" : TRANSIT },
          vgw: { gateway_id: "vgw-0123456789abcdef0" },
        }[target],
      })),
    });
  }
  for (const [index, subnet] of world.subnets.entries()) {
    const ipv6 = world.vpcs[subnet.vpc]?.ipv6 === true;
    add("aws_subnet", `s${index}`, {
      vpc_id: vpcId(subnet.vpc),
      cidr_block: blockText(subnet.vpc, "ipv4", subnet.half),
      map_public_ip_on_launch: subnet.mapsPublic,
      ...(ipv6 ? { ipv6_cidr_block: blockText(subnet.vpc, "ipv6", subnet.half) } : {}),
    });
    if (subnet.acl !== null) {
      add("aws_network_acl_association", `s${index}`, {
        network_acl_id: `\${aws_network_acl.a${subnet.acl}.id}`,
        subnet_id: subnetId(index),
      });
    }
    if (subnet.table !== null) {
      add("aws_route_table_association", `s${index}`, {
        route_table_id: `\${aws_route_table.t${subnet.table}.id}`,
        subnet_id: subnetId(index),
      });
    }
  }
  for (const [index, workload] of world.workloads.entries()) {
    const groups = workload.groups.map(groupId);
    if (workload.subnets.length > 1) {
      add("aws_lambda_function", `w${index}`, {
        vpc_config: {
          security_group_ids: groups,
          subnet_ids: workload.subnets.map(subnetId),
          ipv6_allowed_for_dual_stack: workload.hasIpv6,
        },
      });
      continue;
    }
    const [subnet = 0] = workload.subnets;
    const place = world.subnets[subnet];
    const base = (place?.vpc ?? 0) * 4 + (place?.half ?? 0) * 2;
    add("aws_instance", `w${index}`, {
      subnet_id: subnetId(subnet),
      vpc_security_group_ids: groups,
      ...(workload.address === null ? {} : { private_ip: `10.0.0.${base + workload.address}` }),
      ...(workload.hasIpv6 ? { ipv6_address_count: 1 } : {}),
    });
  }
  return { resource };
}

function addTransit(
  { subnets }: World,
  { attachments, routes, ...gateway }: WorldTransit,
  add: (type: string, name: string, body: Json) => void,
): void {
  const support = (is: boolean): string => (is ? "enable" : "disable");
  const referencing = (is: boolean | null): Json =>
    is === null ? {} : { security_group_referencing_support: support(is) };
  const own = { transit_gateway_route_table_id: "${aws_ec2_transit_gateway_route_table.o.id}" };
  const attached = (vpc: number): Json => ({
    transit_gateway_attachment_id: `\${aws_ec2_transit_gateway_vpc_attachment.v${vpc}.id}`,
  });
  add("aws_ec2_transit_gateway", "t", {
    default_route_table_association: support(gateway.association),
    default_route_table_propagation: support(gateway.propagation),
    ...referencing(gateway.referencing),
  });
  add("aws_ec2_transit_gateway_route_table", "o", { transit_gateway_id: TRANSIT });
  for (const [vpc, attachment] of attachments.entries()) {
    if (attachment === null) continue;
    const { association, propagation, usesOwn, propagatesToOwn, halves } = attachment;
    add("aws_ec2_transit_gateway_vpc_attachment", `v${vpc}`, {
      transit_gateway_id: TRANSIT,
      vpc_id: vpcId(vpc),
      subnet_ids: subnets.length === 0 ? [] : halves.map((half) => subnetId(vpc * 2 + half)),
      ...(association === null ? {} : { transit_gateway_default_route_table_association: association }),
      ...(propagation === null ? {} : { transit_gateway_default_route_table_propagation: propagation }),
      ...(attachment.ipv6 ? { ipv6_support: "enable" } : {}),
      ...referencing(attachment.referencing),
    });
    const isByDefault = gateway.association && association !== false;
    if (usesOwn && !isByDefault)
      add("aws_ec2_transit_gateway_route_table_association", `v${vpc}`, { ...attached(vpc), ...own });
    if (propagatesToOwn)
      add("aws_ec2_transit_gateway_route_table_propagation", `v${vpc}`, { ...attached(vpc), ...own });
  }
  for (const [index, { table, destination, attachment }] of routes.entries()) {
    const byDefault = "${aws_ec2_transit_gateway.t.association_default_route_table_id}";
    add("aws_ec2_transit_gateway_route", `r${index}`, {
      destination_cidr_block: destination,
      ...(table === 0 ? { transit_gateway_route_table_id: byDefault } : own),
      ...(attachment === null ? { blackhole: true } : attached(attachment)),
    });
  }
}

/** The id of the endpoint that a workload becomes. */
export function workloadId(world: World, index: number): string {
  const several = (world.workloads[index]?.subnets.length ?? 0) > 1;
  return `${several ? "aws_lambda_function" : "aws_instance"}.w${index}`;
}

function addRule(
  index: number,
  rule: WorldRule,
  add: (type: string, name: string, body: Json) => void,
): void {
  if (rule.style === "inline") return;
  const { peer, direction } = rule;
  const common = { security_group_id: groupId(rule.group) };
  if ("list" in peer)
    add("aws_ec2_managed_prefix_list", `l${index}`, { entry: peer.list.map((cidr) => ({ cidr })) });
  if (rule.style === "standalone") {
    add(`aws_vpc_security_group_${direction}_rule`, `r${index}`, {
      ...common,
      ...portsOf(rule.traffic, "ip_protocol"),
      ...("group" in peer
        ? { referenced_security_group_id: groupId(peer.group) }
        : "list" in peer
          ? { prefix_list_id: listId(index) }
          : peer.cidr.includes(":")
            ? { cidr_ipv6: peer.cidr }
            : { cidr_ipv4: peer.cidr }),
    });
    return;
  }
  add("aws_security_group_rule", `r${index}`, {
    ...common,
    type: direction,
    ...portsOf(rule.traffic, "protocol"),
    ...("group" in peer
      ? peer.group === rule.group
        ? { self: true }
        : { source_security_group_id: groupId(peer.group) }
      : "list" in peer
        ? { prefix_list_ids: [listId(index)] }
        : peer.cidr.includes(":")
          ? { ipv6_cidr_blocks: [peer.cidr] }
          : { cidr_blocks: [peer.cidr] }),
  });
}

/** Prefix lists are resources of their own, so inline rules of a world name only blocks and groups. */
function inlinePeer({ peer, group }: WorldRule): Json {
  if ("list" in peer) return { cidr_blocks: peer.list.filter((cidr) => !cidr.includes(":")) };
  if ("group" in peer)
    return peer.group === group ? { self: true } : { security_groups: [groupId(peer.group)] };
  return peer.cidr.includes(":") ? { ipv6_cidr_blocks: [peer.cidr] } : { cidr_blocks: [peer.cidr] };
}

function portsOf({ protocol, from, to }: WorldTraffic, name: string): Json {
  if (protocol === null)
    return name === "ip_protocol" ? { [name]: "-1" } : { [name]: "-1", from_port: 0, to_port: 0 };
  const written = protocol === 6 ? "tcp" : protocol === 17 ? "17" : String(protocol);
  if (protocol === 1 || protocol === 58) {
    const types = name === "protocol" ? { icmp_type: -1, icmp_code: -1 } : {};
    return { [name]: written, from_port: -1, to_port: -1, ...types };
  }
  return protocol === 47
    ? { [name]: written, from_port: 0, to_port: 0 }
    : { [name]: written, from_port: from, to_port: to };
}

function vpcId(vpc: number): string {
  return `\${aws_vpc.v${vpc}.id}`;
}

function groupId(group: number): string {
  return `\${aws_security_group.g${group}.id}`;
}

function subnetId(subnet: number): string {
  return `\${aws_subnet.s${subnet}.id}`;
}

function listId(index: number): string {
  return `\${aws_ec2_managed_prefix_list.l${index}.id}`;
}
