import { expect } from "vitest";
import { checkDocuments } from "../harness/checked-documents.js";
import type { TerraformFolder } from "./terraform.js";

/**
 * The state of a stack, and the plan that was made last, have nothing open under `cordon check` but this.
 *
 * @param open findings as "<severity> <rule> <address>", without the hash of a construct's path. @default - nothing
 */
export async function expectOpen(terraform: TerraformFolder, open: readonly string[] = []): Promise<void> {
  for (const shown of await Promise.all([terraform.showState(), terraform.showPlan()])) {
    const checked = await checkDocuments({ shown });
    expect(checked.open.map((line) => line.replace(/_[0-9A-F]{8}$/, ""))).toEqual(open);
    expect(checked.exitCode).toBe(open.length === 0 ? 0 : 1);
  }
}
