import { readFileSync } from "node:fs";
import { join } from "node:path";
import { it } from "vitest";
import { readConfigurationFolder } from "../../adapters/hcl/read-folder.js";
import { accept, valueOrThrow } from "../../core/errors.js";
import { computeReachability } from "../../core/reachability/compute-reachability.js";
import { readDocument } from "../../core/reachability/read-document.js";
import { SHAPES, SHAPES_FOLDER, storedShape } from "./reachability/module-shapes.js";
const reader = { json: (p: string) => accept(JSON.parse(readFileSync(p, "utf8")) as unknown), text: (p: string) => accept(readFileSync(p, "utf8")) };
it("x", async () => {
 for (const name of SHAPES) {
  const source = valueOrThrow(await readConfigurationFolder(join(SHAPES_FOLDER, "projects", name), reader));
  const p = computeReachability(valueOrThrow(readDocument([{ path: "p", json: storedShape(name).plan }], { source })));
  const s = computeReachability(valueOrThrow(readDocument([{ path: "p", json: storedShape(name).state }])));
  console.log("=== "+name, p.edges.filter(e=>e.certainty==="always").length, p.edges.length, "state", s.edges.filter(e=>e.certainty==="always").length, s.edges.length, "\n", p.edges.filter(e=>e.certainty!=="always").map(e=>`${e.from} -> ${e.to} ${e.protocol} ${e.fromPort} ${e.family}`).slice(0,8).join("\n "), "\n U", p.unknown.map(u=>u.resource+": "+u.why).slice(0,6).join("\n U "));
 }
}, 60000);
