// Who may import whom: the one table that docs/architecture.md draws and `npm run lint` checks, `import type` included.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path/posix";

/** A room: the folder or file that the paths of its files begin with, and what it may import beside itself. */
export interface Layer {
  readonly room: string;
  /** Rooms by the beginning of their paths. */
  readonly rooms: readonly string[];
  /** Packages by name; "scope/" means all of a scope. @default - any but those of `RESERVED` */
  readonly packages: readonly string[];
}

const JSON_AND_TIME = ["core/errors", "core/json/", "core/time/"];
const CORE = ["core/"];
const ALL_OF_CDKTF = ["cdktf", "constructs", "@cdktf/"];
const AWS_SDK = ["@aws-sdk/", "@smithy/", "@aws-crypto/"];
/** A function imports no other: what several need is wiring. */
const LAMBDA = [...CORE, "services/", "adapters/", "lambdas/wiring/"];

function layer(room: string, rooms: readonly string[], packages: readonly string[] = []): Layer {
  return { room, rooms, packages };
}

/** A file belongs to the first room that its path begins with; a file of no room may import anything. */
export const LAYERS: readonly Layer[] = [
  layer("core/errors", []),
  layer("core/json/", ["core/errors"]),
  layer("core/time/", ["core/errors", "core/json/"]),
  layer("core/network/", JSON_AND_TIME),
  layer("core/iam/", [...JSON_AND_TIME, "core/network/"]),
  layer("core/terraform/", [...JSON_AND_TIME, "core/network/", "core/iam/"]),
  layer("core/contracts/", [...JSON_AND_TIME, "core/network/", "core/iam/", "core/terraform/"]),
  layer("core/reachability/", [...JSON_AND_TIME, "core/network/", "core/iam/", "core/terraform/"]),
  layer("core/guardrails/", [
    ...JSON_AND_TIME,
    "core/network/",
    "core/iam/",
    "core/terraform/",
    "core/reachability/",
  ]),
  layer("core/check/", [
    ...JSON_AND_TIME,
    "core/network/",
    "core/iam/",
    "core/terraform/",
    "core/reachability/",
    "core/guardrails/",
  ]),
  layer("core/policy/language/", [...JSON_AND_TIME, "core/network/"]),
  layer("core/policy/request/", [...JSON_AND_TIME, "core/network/", "core/policy/language/"]),
  layer("core/policy/engine/", [
    ...JSON_AND_TIME,
    "core/network/",
    "core/policy/language/",
    "core/policy/request/",
  ]),
  layer("core/policy/analysis/", [
    ...JSON_AND_TIME,
    "core/network/",
    "core/policy/language/",
    "core/policy/request/",
    "core/policy/engine/",
  ]),
  layer("core/policy/scenario/", [...JSON_AND_TIME, "core/network/", "core/policy/"]),
  layer("core/access/", [
    ...JSON_AND_TIME,
    "core/network/",
    "core/iam/",
    "core/contracts/",
    "core/policy/language/",
  ]),
  layer("core/detection/", [...JSON_AND_TIME, "core/network/", "core/contracts/"]),
  layer("core/identity/", [...JSON_AND_TIME, "core/network/", "core/contracts/"]),
  layer("services/authzen/", [...CORE, "services/policy-engine/"]),
  layer("services/policy-engine/", CORE),
  layer("adapters/files/", CORE),
  layer("adapters/http/", [...CORE, "services/"]),
  layer("adapters/aws/", [...CORE, "services/", "adapters/files/", "adapters/http/"], AWS_SDK),
  layer("adapters/", [...CORE, "services/", "adapters/files/"], ["@duckdb/", "lmdb"]),
  layer("lambdas/wiring/", [...CORE, "services/", "adapters/"]),
  layer("lambdas/policy-engine/", LAMBDA),
  layer("lambdas/authzen/", LAMBDA),
  layer("middleware/", [...CORE, "services/", "adapters/files/", "adapters/http/"]),
  layer("constructs/", [...CORE, "adapters/files/"], ALL_OF_CDKTF),
  layer("stacks/", [...CORE, "adapters/files/", "constructs/"], ALL_OF_CDKTF),
  layer("cli/", [...CORE, "services/", "adapters/", "package.json"]),
  layer("examples/", ["cordon", "cordon/middleware"], ALL_OF_CDKTF),
];

/** Packages that only the rooms which name them may import. */
const RESERVED = [...ALL_OF_CDKTF, ...AWS_SDK, "@duckdb/", "lmdb"];
/** Modules of Node that core and services may import: the rest is input and output. */
const PURE_NODE = ["node:crypto"];
const PURE_ROOMS = /^(?:core|services)\//u;

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
    const room = LAYERS.find((candidate) => file.startsWith(candidate.room));
    if (room === undefined) return [];
    return importsOf(read(file))
      .map((specifier) => (specifier.startsWith(".") ? join(dirname(file), specifier) : specifier))
      .filter((target) => !mayImport(room, target))
      .map((target) => ({ file, imports: target, room: room.room }));
  });
}

/** The specifiers of all imports and exports of a module, of types too, and of `import()`. */
function importsOf(text: string): string[] {
  const statements = text.matchAll(/^(?:import|export)\b(?:[^;"'`=(]*?\bfrom)?\s*["']([^"']+)["']/gmu);
  const calls = text.matchAll(/\bimport\(\s*["']([^"']+)["']/gu);
  return [...statements, ...calls].map(([, specifier]) => specifier as string);
}

function mayImport({ room, rooms, packages }: Layer, target: string): boolean {
  const isOfHouse = !target.startsWith("node:") && (HOUSE.test(target) || target === "package.json");
  if (target.startsWith(room) || rooms.some((other) => isOfHouse && target.startsWith(other))) return true;
  if (isOfHouse) return false;
  if (target.startsWith("node:")) return !PURE_ROOMS.test(room) || PURE_NODE.includes(target);
  if (room === "examples/" && target.startsWith("cordon")) return rooms.includes(target);
  const reserved = RESERVED.find((name) => isOf(target, name));
  return reserved === undefined || packages.includes(reserved);
}

/** Paths of the repository's own floors. */
const HOUSE =
  /^(?:core|services|adapters|lambdas|middleware|constructs|stacks|cli|test|bench|scripts|examples)\//u;

function isOf(target: string, name: string): boolean {
  return name.endsWith("/") ? target.startsWith(name) : target === name || target.startsWith(`${name}/`);
}
