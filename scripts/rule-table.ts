import CliTable from "cli-table3";

/** The parts of a synthesized stack that the table reads. */
interface SynthesizedStack {
  readonly resource?: Readonly<Record<string, Readonly<Record<string, Attributes>>>>;
  readonly data?: Readonly<Record<string, Readonly<Record<string, Attributes>>>>;
}
type Attributes = Readonly<Record<string, unknown>>;

/** One generated rule, from the end that opens the conversation to the end that accepts it. */
interface FlowRow {
  readonly from: string;
  readonly to: string;
  readonly port: string;
  readonly reason: string;
  /** Which ends have a rule: "egress", "ingress". */
  readonly rules: string[];
}

const EGRESS = "aws_vpc_security_group_egress_rule";
const INGRESS = "aws_vpc_security_group_ingress_rule";
/** The managed prefix list of a gateway endpoint. */
const AWS_SERVICE = /^com\.amazonaws\.[a-z0-9-]+\.(?<service>.+)$/;

/** The standalone security-group rules of a synthesized stack as a table of conversations, at most 80 columns wide. */
export function ruleTable(stack: SynthesizedStack): string {
  const rows = new Map<string, FlowRow>();
  for (const [type, direction] of [
    [EGRESS, "egress"],
    [INGRESS, "ingress"],
  ] as const) {
    for (const rule of Object.values(stack.resource?.[type] ?? {})) {
      const own = nameOf(stack, rule["security_group_id"]);
      const peer = nameOf(
        stack,
        rule["referenced_security_group_id"] ??
          rule["prefix_list_id"] ??
          rule["cidr_ipv4"] ??
          rule["cidr_ipv6"],
      );
      const [from, to] = direction === "egress" ? [own, peer] : [peer, own];
      const port = portOf(rule);
      const key = `${from} ${to} ${port}`;
      const row = rows.get(key) ?? { from, to, port, reason: String(rule["description"]), rules: [] };
      row.rules.push(direction);
      rows.set(key, row);
    }
  }
  const table = new CliTable({
    head: ["from", "to", "port", "reason", "rules"],
    colWidths: [16, 18, 10, 21, 9],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  const sorted = [...rows.values()].sort((a, b) => (`${a.from} ${a.to}` < `${b.from} ${b.to}` ? -1 : 1));
  for (const { from, to, port, reason, rules } of sorted)
    table.push([from, to, port, reason, rules.join(" ")]);
  return table.toString();
}

/** The segment or prefix list behind a reference, else the literal itself. */
function nameOf(stack: SynthesizedStack, value: unknown): string {
  const reference = /^\$\{(data\.)?([a-z0-9_]+)\.([^.]+)\.id\}$/.exec(String(value));
  if (reference === null) return String(value);
  const [, data, type = "", name = ""] = reference;
  const attributes = (data === undefined ? stack.resource : stack.data)?.[type]?.[name];
  const tags = attributes?.["tags"] as Attributes | undefined;
  const shown = String(tags?.["cordon:segment"] ?? attributes?.["name"] ?? name);
  return shown.replace(AWS_SERVICE, "$<service> (AWS service)");
}

function portOf(rule: Attributes): string {
  const [from, to] = [rule["from_port"], rule["to_port"]];
  if (from === undefined) return String(rule["ip_protocol"]);
  return `${rule["ip_protocol"]}/${from}${from === to ? "" : `-${to}`}`;
}
