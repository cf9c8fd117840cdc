// Who may import whom: the one table that docs/architecture.md draws and `npm run lint` checks, `import type` included.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path/posix";

/**
 * A room, and what it may import beside itself: rooms by the beginning of their paths, and packages of `PACKAGES`.
 * `services/*` stands for one room a folder. Of two lines the longer path counts.
 */
const TABLE = `
  core/errors           |
  core/json             | core/errors
  core/time             | core/errors core/json
  core/network          | core/errors core/json core/time
  core/iam              | BASIS
  core/terraform        | BASIS core/iam
  core/contracts        | BASIS core/iam core/terraform
  core/options          | BASIS core/contracts
  core/reachability     | BASIS core/iam core/terraform
  core/guardrails       | BASIS core/iam core/terraform core/reachability
  core/check            | BASIS core/iam core/terraform core/reachability core/guardrails
  core/policy/language  | BASIS
  core/policy/request   | BASIS core/policy/language
  core/policy/engine    | BASIS core/policy/language core/policy/request
  core/policy/analysis  | BASIS core/policy/language core/policy/request core/policy/engine
  core/policy/scenario  | BASIS core/policy
  core/access           | BASIS core/iam core/contracts core/policy/language
  core/detection        | BASIS core/contracts
  core/identity         | BASIS core/contracts
  core/error-code       | core
  services/intent-do-sweep | core
  services/*            | core services/intent-do-sweep
  services/authenticator | core services/policy-engine
  services/authzen      | core services/policy-engine
  adapters/files        | core
  adapters/http         | core services
  adapters/aws          | core services adapters/files adapters/http AWS-SDK
  adapters/hcl          | core HCL
  adapters/*            | core services adapters/files DATABASES
  lambdas/wiring        | core services adapters
  lambdas/*             | core services adapters lambdas/wiring
  middleware            | core services adapters/files adapters/http
  constructs            | core adapters/files package.json CDKTF
  stacks                | core adapters/files constructs CDKTF
  cli                   | core services adapters package.json
  cli/identity          | core services adapters middleware cli
  examples              | cordon cordon/middleware CDKTF
`;

/** What every room of core above network stands on. */
const BASIS = ["core/errors", "core/json", "core/time", "core/network"];

/** Packages that only the lines which name them may import; "scope/" is all of a scope. Other packages are free. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  HCL: ["@cdktf/hcl2json"],
  CDKTF: ["cdktf", "constructs", "@cdktf/"],
  "AWS-SDK": ["@aws-sdk/", "@smithy/", "@aws-crypto/"],
  DATABASES: ["@duckdb/", "lmdb"],
};

/** Modules of Node that core and services may import: the rest is input and output. */
const PURE_NODE = ["node:crypto"];
const PURE_ROOMS = /^(?:core|services)\//u;

/** Our own paths, as against packages; `cordon` and `cordon/middleware` are our published entries. */
const HOUSE =
  /^(?:core|services|adapters|lambdas|middleware|constructs|stacks|cli|test|bench|scripts|examples)\/|^package\.json$|^cordon(?:\/|$)/u;

/** One line of the table. */
export interface Layer {
  readonly room: string;
  readonly mayImport: readonly string[];
}

/** The lines of the table. */
export const LAYERS: readonly Layer[] = TABLE.trim()
  .split("\n")
  .map((line) => {
    const [room = "", others = ""] = line.split("|").map((part) => part.trim());
    const mayImport = others.split(" ").flatMap((name) => (name === "BASIS" ? BASIS : name));
    return { room, mayImport: mayImport.filter((name) => name !== "") };
  });

/** One import of a file that its room may not have. */
export interface WrongImport {
  readonly file: string;
  /** The path inside the repository, or the package. */
  readonly imports: string;
  readonly room: string;
}

/** Wrong imports of the files, whose paths begin at the root of the repository. */
export function wrongImports(
  files: readonly string[],
  read: (file: string) => string = (file) => readFileSync(file, "utf8"),
): WrongImport[] {
  return files.flatMap((file) => {
    const layer = layerOf(file);
    if (layer === undefined) return [];
    return importsOf(read(file))
      .map((specifier) => (specifier.startsWith(".") ? join(dirname(file), specifier) : specifier))
      .filter((target) => !isAllowed(layer, target))
      .map((target) => ({ file, imports: target, room: layer.room }));
  });
}

/** Whether the table lets the files of one folder import those of the other. */
export function mayImport(from: string, to: string): boolean {
  const layer = layerOf(join(from, "any.ts"));
  return layer !== undefined && isAllowed(layer, join(to, "any.ts"));
}

/** The line of the room that a file lies in; the longest path counts, and a star is the folder of the file. */
export function layerOf(file: string): Layer | undefined {
  return LAYERS.map(({ room, mayImport }) => ({
    room: withoutStar(room, file),
    mayImport,
    isStar: room.endsWith("*"),
  }))
    .filter(({ room }) => isIn(file, room))
    .sort((a, b) => b.room.length - a.room.length || Number(a.isStar) - Number(b.isStar))[0];
}

function withoutStar(room: string, file: string): string {
  const floor = room.slice(0, -1);
  if (!room.endsWith("/*") || !file.startsWith(floor)) return room;
  return floor + file.slice(floor.length).split("/")[0];
}

/** The specifiers of all imports and exports of a module, of types too, and of `import()` and `require()`. */
function importsOf(text: string): string[] {
  const statements = text.matchAll(
    /^\s*(?:import|export)\s+(?:type\s+)?(?:[\w$*,\s]*(?:\{[^}]*\})?\s*from\s*)?["']([^"'\n]+)["']/gmu,
  );
  const calls = text.matchAll(/\b(?:import|require)\(\s*["'`]([^"'`]+)["'`]/gu);
  return [...statements, ...calls].map(([, specifier]) => specifier as string);
}

function isAllowed({ room, mayImport }: Layer, target: string): boolean {
  if (HOUSE.test(target)) return [room, ...mayImport].some((other) => isIn(target, other));
  if (target.startsWith("node:")) return !PURE_ROOMS.test(room) || PURE_NODE.includes(target);
  const group = Object.keys(PACKAGES).find((name) => PACKAGES[name]?.some((known) => isOf(target, known)));
  return group === undefined || mayImport.includes(group);
}

/** Whether the path is the room's name, a file of that name, or lies in its folder. */
function isIn(path: string, room: string): boolean {
  if (path === room) return true;
  return room !== "cordon" && (path.startsWith(`${room}/`) || path.startsWith(`${room}.`));
}

function isOf(target: string, name: string): boolean {
  return name.endsWith("/") ? target.startsWith(name) : target === name || target.startsWith(`${name}/`);
}
