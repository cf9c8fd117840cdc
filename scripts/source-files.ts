import { readdirSync } from "node:fs";
import { join } from "node:path/posix";

/** The folders that hold source files, by the floors of docs/architecture.md, and what is around them. */
const FLOORS = [
  ...["core", "services", "adapters", "lambdas", "middleware", "constructs", "stacks", "cli"],
  ...["examples", "test", "bench", "scripts"],
];

/** Every source file of the checkout, as a path from its root, in the order of the names. */
export function sourceFiles(root: string): string[] {
  return FLOORS.flatMap((floor) => filesBelow(root, floor)).filter((path) => /\.[cm]?[jt]s$/u.test(path));
}

function filesBelow(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter(({ name }) => name !== "node_modules" && name !== "cdktf.out" && !name.startsWith("."))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesBelow(root, path) : [path];
    });
}
