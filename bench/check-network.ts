/** Rules of each group; ten make 100 000 for 10 000 groups. */
const FLOWS_OF_GROUP = 4;

/** A generator of pseudo-random whole numbers below a bound: the same network in every run (mulberry32). */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/**
 * A network as Terraform JSON: in one VPC `groups` security groups with ten rules each.
 *
 * Each group has four flows to other groups, written at both ends (one in eight at one end alone), an outgoing rule
 * to the internet, and an incoming one from an office network. The groups form layers, as applications do. Seven
 * rules of eight say why they are there.
 */
export function benchmarkNetwork(groups: number): object {
  const next = numbers(groups);
  const resource: Record<string, Record<string, object>> = {
    aws_vpc: { main: { cidr_block: "10.0.0.0/8" } },
    aws_security_group: {},
    aws_vpc_security_group_ingress_rule: {},
    aws_vpc_security_group_egress_rule: {},
  };
  const add = (type: string, name: string, body: object): void => {
    const table = resource[type] ?? {};
    const reason = type.endsWith("_rule") && next(8) > 0 ? { description: `conversation ${name}` } : {};
    table[name] = { "//": { metadata: { path: `bench/${name}`, uniqueId: name } }, ...body, ...reason };
  };
  const id = (group: number): string => `\${aws_security_group.g${group}.id}`;
  for (let group = 0; group < groups; group += 1) {
    add("aws_security_group", `g${group}`, { name: `g${group}`, vpc_id: `\${aws_vpc.main.id}` });
    for (let flow = 0; flow < FLOWS_OF_GROUP; flow += 1) {
      const layer = Math.floor(groups / 20) || 1;
      const peer = (group + 1 + next(layer * 2)) % groups;
      const port = 1024 + next(40_000);
      const ports = { ip_protocol: "tcp", from_port: port, to_port: port };
      add("aws_vpc_security_group_egress_rule", `e${group}_${flow}`, {
        security_group_id: id(group),
        referenced_security_group_id: id(peer),
        ...ports,
      });
      if (next(8) > 0) {
        add("aws_vpc_security_group_ingress_rule", `i${group}_${flow}`, {
          security_group_id: id(peer),
          referenced_security_group_id: id(group),
          ...ports,
        });
      }
    }
    const https = { ip_protocol: "tcp", from_port: 443, to_port: 443, security_group_id: id(group) };
    add("aws_vpc_security_group_egress_rule", `n${group}`, { ...https, cidr_ipv4: "0.0.0.0/0" });
    const office = `198.${18 + (next(2) % 2)}.${next(256)}.0/24`;
    add("aws_vpc_security_group_ingress_rule", `o${group}`, { ...https, cidr_ipv4: office });
  }
  return { resource };
}
