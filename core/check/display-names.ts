import type { Endpoint } from "../reachability/reachability.js";

/** What a label says that is given where nothing is to be said. */
const MEANINGLESS_LABELS: ReadonlySet<string> = new Set(["this", "main", "default"]);

/**
 * The name that tells each endpoint from all others, as short as that allows: its own name; its module,
 * where nothing else is in it; with its module ("blue.node"); with its kind ("app workload"); with its type ("blue.eks_node_group"); its construct path; its id.
 */
export function displayNames(endpoints: readonly Endpoint[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const taken = new Set(endpoints.map(({ name }) => name));
  const inModules = new Map<string, number>();
  for (const { id } of endpoints) inModules.set(moduleOf(id), (inModules.get(moduleOf(id)) ?? 0) + 1);
  const aloneInModule = ({ id }: Endpoint): string | undefined =>
    moduleOf(id) !== "" && inModules.get(moduleOf(id)) === 1 ? moduleOf(id) : undefined;
  let left = endpoints;
  for (const [step, candidate] of [plain, aloneInModule, ...LONGER].entries()) {
    const meant = new Map<string, number>();
    const own = left.map((endpoint) => {
      const name = candidate(endpoint);
      if (name !== undefined) meant.set(name, (meant.get(name) ?? 0) + 1);
      return name;
    });
    left = left.filter((endpoint, at) => {
      const name = own[at];
      // A longer name of one must not be the plain name of another.
      if (name === undefined || meant.get(name) !== 1 || (step > 0 && taken.has(name))) return true;
      taken.add(name);
      names.set(endpoint.id, name);
      return false;
    });
  }
  for (const { id } of left) names.set(id, id);
  return names;
}

function plain({ name }: Endpoint): string {
  return name;
}

const LONGER: readonly ((endpoint: Endpoint) => string | undefined)[] = [
  ({ id, name }) => inModule(id, name),
  ({ id, name, kind }) => (moduleOf(id) === "" ? `${name} ${kind}` : undefined),
  ({ id }) => inModule(id, typeAndLabel(id)),
  ({ constructPath }) => constructPath?.replace(/\/Resource$/, ""),
];

function inModule(id: string, name: string | undefined): string | undefined {
  const module = moduleOf(id);
  return module === "" || name === undefined ? undefined : `${module}.${name}`;
}

/** `a["x"].b` of `module.a["x"].module.b.aws_instance.web`. */
function moduleOf(id: string): string {
  const [path = ""] = /^(?:module\.[\w-]+(?:\[(?:"(?:[^"\\]|\\.)*"|\d+)\])?\.)*/.exec(id) ?? [];
  return path.replace(/(^|\.)module\./g, "$1").replace(/\.$/, "");
}

/** `eks_node_group` of `aws_eks_node_group.this`, `instance.web[0]` of `aws_instance.web[0]`. */
function typeAndLabel(id: string): string | undefined {
  const [, type, label = "", key = ""] = /(?:^|\.)aws_(\w+)\.([\w-]+)(\[.*\])?$/.exec(id) ?? [];
  if (type === undefined) return undefined;
  return MEANINGLESS_LABELS.has(label) ? `${type}${key}` : `${type}.${label}${key}`;
}
