/** One rule as the plain evaluation keeps it. */
interface PlainRule {
  readonly peer: string;
  readonly cidr: readonly [start: number, end: number] | null;
  readonly from: number;
  readonly to: number;
}

interface PlainGroup {
  readonly ingress: PlainRule[];
  readonly egress: PlainRule[];
}

/** What the evaluation finds, for comparison. */
export interface PlainResult {
  readonly edges: number;
  /** Groups that the internet and the offices reach directly or in turn. */
  readonly reached: number;
}

const VPC: readonly [number, number] = [10 * 2 ** 24, 11 * 2 ** 24];

type Table = Readonly<Record<string, Record<string, string | number | undefined>>>;

/**
 * The evaluation that one writes first: every pair of groups, every rule against every rule, then breadth-first
 * search. It reads only what the benchmark's network holds.
 */
export function evaluatePairwise(document: { resource: Record<string, Table> }): PlainResult {
  const groups = Object.keys(document.resource["aws_security_group"] ?? {});
  const byName = new Map(groups.map((name): [string, PlainGroup] => [name, { ingress: [], egress: [] }]));
  for (const direction of ["ingress", "egress"] as const) {
    const table = document.resource[`aws_vpc_security_group_${direction}_rule`] ?? {};
    for (const rule of Object.values(table)) {
      byName.get(nameOf(rule["security_group_id"]))?.[direction].push({
        peer: nameOf(rule["referenced_security_group_id"]),
        cidr: boundsOf(rule["cidr_ipv4"]),
        from: Number(rule["from_port"]),
        to: Number(rule["to_port"]),
      });
    }
  }
  const successors = groups.map((): number[] => []);
  let edges = 0;
  for (const [from, source] of groups.entries()) {
    for (const [to, target] of groups.entries()) {
      if (meets(byName.get(source)?.egress ?? [], target, byName.get(target)?.ingress ?? [], source)) {
        successors[from]?.push(to);
        edges += 1;
      }
    }
  }
  const open = groups.filter((name) => byName.get(name)?.ingress.some((rule) => rule.cidr !== null));
  const reached = new Set(open.map((name) => groups.indexOf(name)));
  for (const at of reached) for (const next of successors[at] ?? []) reached.add(next);
  return { edges, reached: reached.size };
}

function meets(
  egress: readonly PlainRule[],
  target: string,
  ingress: readonly PlainRule[],
  source: string,
): boolean {
  for (const out of egress) {
    if (out.peer !== target && !coversVpc(out)) continue;
    for (const into of ingress) {
      if (into.peer !== source && !coversVpc(into)) continue;
      if (out.from <= into.to && into.from <= out.to) return true;
    }
  }
  return false;
}

function coversVpc({ cidr }: PlainRule): boolean {
  return cidr !== null && cidr[0] <= VPC[0] && cidr[1] >= VPC[1];
}

function nameOf(reference: string | number | undefined): string {
  return /^\$\{aws_security_group\.(\w+)\.id\}$/.exec(String(reference))?.[1] ?? "";
}

function boundsOf(cidr: string | number | undefined): readonly [number, number] | null {
  if (typeof cidr !== "string") return null;
  const [address = "", length = "32"] = cidr.split("/");
  const start = address.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);
  return [start, start + 2 ** (32 - Number(length))];
}
