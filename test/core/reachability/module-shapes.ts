import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * What Terraform showed of the projects in test/deployment/module-shapes before and after their first apply.
 * `CORDON_WRITE_SHAPES=1 npm run test:deployment -- module-shapes` writes them anew.
 */
export const SHAPE_DOCUMENTS = fileURLToPath(new URL("documents/module-shapes", import.meta.url));

/** The projects, their modules beside them. */
export const SHAPES_FOLDER = fileURLToPath(new URL("../../deployment/module-shapes", import.meta.url));

/** The names of the projects. */
export const SHAPES: readonly string[] = readdirSync(join(SHAPES_FOLDER, "projects")).sort();

/** A project's plan and state. */
export interface Shape {
  readonly plan: unknown;
  readonly state: unknown;
}

/** The path of a document of a project. */
export function shapePath(name: string, kind: keyof Shape): string {
  return join(SHAPE_DOCUMENTS, `${name}.${kind}.json`);
}

/** The stored documents of a project. @throws Error where they were not written yet */
export function storedShape(name: string): Shape {
  const read = (kind: keyof Shape): unknown => {
    const path = shapePath(name, kind);
    if (!existsSync(path)) throw new Error(`${path} is missing; write it as its module says`);
    return JSON.parse(readFileSync(path, "utf8"));
  };
  return { plan: read("plan"), state: read("state") };
}
