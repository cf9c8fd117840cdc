import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { describe, expect, it } from "vitest";
import { parseExpectations } from "../../core/check/expectation.js";
import { valueOrThrow } from "../../core/errors.js";
import { parseAcknowledgements } from "../../core/guardrails/acknowledgement.js";
import { GUARDRAILS } from "../../core/guardrails/guardrails.js";
import { PIVOT_HOPS } from "../../core/reachability/metrics/lateral-movement.js";
import { PIVOT_FACTORS, SERVICES } from "../../core/reachability/metrics/service.js";
import { changeTable } from "../deployment/change-document.js";

const text = readFileSync(join(resolve(import.meta.dirname, "../.."), "docs/reachability.md"), "utf8");
const ajv = new Ajv2020({ allErrors: true, verbose: true, strict: true, allowUnionTypes: true });
addFormats.default(ajv, ["date-time"]);

/** The JSON example that has the key. */
function example(key: string): unknown {
  const block = text
    .split("```")
    .find((part) => part.trimStart().startsWith("{") && part.includes(`"${key}"`));
  return JSON.parse(block ?? "null");
}

describe("docs/reachability.md", () => {
  it("shows files that are accepted", () => {
    expect(valueOrThrow(parseExpectations(ajv, example("expectations"), "e.json"))).toHaveLength(2);
    expect(
      valueOrThrow(parseAcknowledgements(ajv, example("acknowledgements"), "a.json", GUARDRAILS)),
    ).toHaveLength(1);
  });

  it("states the pivot table and the hops that are used", () => {
    for (const [kind, factor] of Object.entries(PIVOT_FACTORS))
      expect(text).toContain(`| ${kind} | ${factor} |`);
    for (const { name, kind } of SERVICES.filter((service) => service.kind !== "application")) {
      const row = text.split("\n").find((line) => line.startsWith(`| ${kind} |`));
      expect(row).toContain(name);
    }
    expect(text).toContain(`LMS_K with K = ${PIVOT_HOPS}`);
  });

  it("shows the calls of every change that the deployment test applies", () => {
    expect(text).toContain(changeTable().join("\n"));
  });

  it("names only rules that exist", () => {
    const known = [...GUARDRAILS.map(({ id }) => id), "CORDON-ACK-001"];
    for (const [id] of text.matchAll(/CORDON-[A-Z0-9]+-[0-9]{3}/g)) expect(known).toContain(id);
  });
});
