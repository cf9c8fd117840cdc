import { cpSync } from "node:fs";
import { join } from "node:path";
import { SHAPES_FOLDER, type Shape } from "../core/reachability/module-shapes.js";
import { reduced, reducedPlan, withStableIds } from "./kept-documents.js";
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
  const state = reduced(await terraform.showState(), UNREAD);
  // The first plan knows no ids.
  return { plan: reducedPlan(plan, UNREAD), ...withStableIds({ state }) };
}

/** Of roles nothing is asked here, and their policies are long. */
const UNREAD =
  /^(?:sensitive_values|before|after|before_sensitive|after_sensitive|relevant_attributes|timestamp|checks|schema_version|tags_all|output_changes|replace_paths|depends_on|container_definitions|assume_role_policy|policy_attributes)$/;
