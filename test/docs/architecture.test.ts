import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path/posix";
import { describe, expect, it } from "vitest";
import { LAYERS } from "../../scripts/layers.js";

const page = readFileSync("docs/architecture.md", "utf8");
const [floors = "", rooms = ""] = [...page.matchAll(/```mermaid\n(.*?)```/gs)].map(([, drawing]) => drawing);

/** Folder of each box of the two drawings; a box of core is named after its room. */
const FOLDERS: Readonly<Record<string, string>> = {
  aws: "adapters/aws/",
  http: "adapters/http/",
  files: "adapters/files/",
  language: "core/policy/language/",
  request: "core/policy/request/",
  engine: "core/policy/engine/",
  analysis: "core/policy/analysis/",
  scenario: "core/policy/scenario/",
  errors: "core/errors",
};

/** Arrows of a drawing: "a --> b & c" is two, "a --> b --> c" too; dotted ones are left out. */
function arrows(drawing: string): [from: string, to: string][] {
  return drawing.split("\n").flatMap((line) => {
    const steps = line
      .replace(/\["[^"]*"\]/g, "")
      .split("-->")
      .map((step) => step.trim().split(" & "));
    return steps
      .slice(1)
      .flatMap((targets, at) => targets.map((to) => [steps[at]?.[0] ?? "", to] as [string, string]));
  });
}

/** Everything that the arrows lead to from a box. */
function reachable(from: string, drawn: readonly [string, string][]): Set<string> {
  const found = new Set<string>();
  const next = [from];
  for (let box = next.pop(); box !== undefined; box = next.pop()) {
    for (const [source, target] of drawn) {
      if (source !== box || found.has(target)) continue;
      found.add(target);
      next.push(target);
    }
  }
  return found;
}

/** Whether the table lets the one folder import the other. */
function allowed(from: string, to: string): boolean {
  const layer = LAYERS.find(({ room }) => from.startsWith(room));
  return layer?.rooms.some((room) => to.startsWith(room)) ?? false;
}

const floorArrows = arrows(floors);
const roomArrows = arrows(rooms).map(([from, to]) => [to, from] as [string, string]);

describe.each([
  ["floors", floorArrows, (box: string) => FOLDERS[box] ?? `${box}/`],
  ["rooms of core", roomArrows, (box: string) => FOLDERS[box] ?? `core/${box}/`],
])("the drawing of the %s", (_, drawn, folder) => {
  const boxes = [...new Set(drawn.flat())];

  it("has an arrow only where scripts/layers.ts allows the import", () => {
    expect(drawn.length).toBeGreaterThan(10);
    expect(drawn.filter(([from, to]) => !allowed(folder(from), folder(to)))).toEqual([]);
  });

  it("leads to everything that scripts/layers.ts allows", () => {
    const missing = boxes.flatMap((from) =>
      boxes
        .filter((to) => to !== from && allowed(folder(from), folder(to)) && !reachable(from, drawn).has(to))
        .map((to) => `${from} to ${to}`),
    );
    expect(missing).toEqual([]);
  });
});

describe("the table of docs/architecture.md", () => {
  const [, table = ""] = page.match(/^## Where things are\n(.*?)^## /ms) ?? [];
  const rows = [...table.matchAll(/^\| ([^|]+) \| ([^|]+) \|$/gm)];

  it("leads to files and folders that exist", () => {
    const missing = rows.flatMap(([, , places = ""]) => {
      let beside = "";
      return [...places.matchAll(/`([^`<]+)`/g)].flatMap(([, place = ""]) => {
        const path = /^(?:docs|core|services|adapters|lambdas|middleware|constructs|stacks|cli)\//.test(place)
          ? place
          : join(beside, place);
        if (path === place) beside = dirname(path);
        return existsSync(path) ? [] : [path];
      });
    });
    expect(rows.length).toBeGreaterThan(30);
    expect(missing).toEqual([]);
  });
});
