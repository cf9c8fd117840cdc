import CliTable from "cli-table3";

/** The parts of a synthesized stack that the table reads. */
interface SynthesizedStack {
  readonly resource?: Readonly<Record<string, Readonly<Record<string, Attributes>>>>;
  readonly data?: Readonly<Record<string, Readonly<Record<string, Attributes>>>>;
}
type Attributes = Readonly<Record<string, unknown>>;

/** What one or two generated rules allow: from the end that opens the conversation to the end that accepts it. */
export interface Conversation {
  readonly from: string;
  readonly to: string;
  readonly port: string;
  readonly reason: string;
  /** Which ends have a rule: "egress", "ingress". */
  readonly rules: readonly string[];
}

const EGRESS = "aws_vpc_security_group_egress_rule";
const INGRESS = "aws_vpc_security_group_ingress_rule";
/** The managed prefix list of a gateway endpoint. */
const AWS_SERVICE = /^com\.amazonaws\.[a-z0-9-]+\.(?<service>.+)$/;

/** Widths of the columns with names, of 80 in all. */
const FROM_WIDTH = 16;
const TO_WIDTH = 18;
/** Blanks on both sides of a cell. */
const PADDING = 2;

/** The conversations that the standalone security-group rules of a synthesized stack allow, sorted by their ends. */
export function conversations(stack: SynthesizedStack): Conversation[] {
  const found = new Map<string, Conversation>();
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
      const known = found.get(key) ?? { from, to, port, reason: String(rule["description"]), rules: [] };
      found.set(key, { ...known, rules: [...known.rules, direction] });
    }
  }
  return [...found.values()].sort((a, b) =>
    `${a.from} ${a.to} ${a.port}` < `${b.from} ${b.to} ${b.port}` ? -1 : 1,
  );
}

/** The conversations as a table, 80 columns wide. */
export function ruleTable(stack: SynthesizedStack): string {
  const table = new CliTable({
    head: ["from", "to", "port", "reason", "rules"],
    colWidths: [FROM_WIDTH, TO_WIDTH, 10, 21, 9],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  for (const { from, to, port, reason, rules } of conversations(stack)) {
    table.push([whole(from, FROM_WIDTH), whole(to, TO_WIDTH), port, reason, rules.join(" ")]);
  }
  return table.toString();
}

/** The name on as many lines as it needs: a table that cuts a name off may hide where a rule leads. */
function whole(name: string, width: number): string {
  const room = width - PADDING;
  return name.replace(new RegExp(`\\S{${room}}(?=\\S)`, "g"), "$&\n");
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
