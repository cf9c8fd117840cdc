import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { decisionIndex } from "../../scripts/decision-index.js";

const FOLDER = "docs/decisions";
const files = readdirSync(FOLDER)
  .filter((name) => name !== "README.md")
  .sort();

it("docs/decisions/README.md lists every decision, as `npx tsx scripts/generate-decisions.ts` writes it", () => {
  expect(readFileSync(`${FOLDER}/README.md`, "utf8")).toBe(decisionIndex());
  for (const name of files) expect(decisionIndex()).toContain(`](${name})`);
});

it("decisions are numbered from 1 without a gap or a number twice", () => {
  expect(files.map((name) => Number(name.slice(0, 4)))).toEqual(files.map((_, index) => index + 1));
});
