import { cpSync } from "node:fs";
import { join } from "node:path";
import { isJsonObject, listMember, member } from "../../core/json/values.js";
import { SHAPES_FOLDER, type Shape } from "../core/reachability/module-shapes.js";
import { TerraformFolder } from "./terraform.js";

/** Plans and applies a project with the real provider. @param work an empty folder */
export async function deployShape(name: string, endpoint: string, work: string): Promise<Shape> {
  cpSync(SHAPES_FOLDER, work, { recursive: true });
  const terraform = new TerraformFolder(join(work, "projects", name), endpoint);
  terraform.override();
  await terraform.init();
  await terraform.plan();
  const plan = await terraform.showPlan();
  await terraform.apply();
  return withStableIds({ plan: reducedPlan(plan), state: reduced(await terraform.showState()) });
}

/** Members that no reader of plans uses: copies, marks of sensitive values, the time, and values from before. */
const UNREAD =
  /^(?:sensitive_values|before|after|before_sensitive|after_sensitive|relevant_attributes|timestamp|checks|schema_version|tags_all|output_changes|replace_paths|depends_on|container_definitions|assume_role_policy|policy_attributes)$/;

/** What the emulator makes up: no node group of ours has a key for remote access. */
const MADE_UP = "remote_access";

/** A plan of which each change keeps its address and what is not known. */
function reducedPlan(plan: unknown): unknown {
  const changes = listMember(plan, "resource_changes").map((change) => ({
    address: member(change, "address"),
    change: member(change, "change"),
  }));
  const { configuration, ...rest } = isJsonObject(plan) ? plan : {};
  return { ...(reduced({ ...rest, resource_changes: changes }) as object), configuration };
}

/** The document without what only makes it long: null values too, which say what absence says. */
function reduced(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(reduced);
  if (typeof json !== "object" || json === null) return json;
  return Object.fromEntries(
    Object.entries(json)
      .filter(([name, value]) => value !== null && !UNREAD.test(name) && name !== MADE_UP)
      .map(([name, value]) => [name, reduced(value)]),
  );
}

/** Ids of EC2, and what Terraform appends to a prefix of a name. */
const MADE_ID = /\b([a-z]{1,12}-)(?:20[0-9]{24}|[0-9a-f]{17}|[0-9a-f]{8})\b/g;

/** The documents with ids that do not change from run to run: numbered by their first mention in the state. */
function withStableIds({ plan, state }: Shape): Shape {
  const numbers = new Map<string, string>();
  const text = JSON.stringify(state).replace(MADE_ID, (id, prefix: string) => {
    const known = numbers.get(id) ?? prefix + String(numbers.size + 1).padStart(17, "0");
    numbers.set(id, known);
    return known;
  });
  return { plan, state: JSON.parse(text) };
}
