import { readFileSync } from "node:fs";
import type { Log } from "sarif";
import { describe, expect, it } from "vitest";
import { checkNetwork, conclusionOf, type Report } from "../../../core/check/report.js";
import { sarifLog } from "../../../core/check/sarif.js";
import { valueOrThrow } from "../../../core/errors.js";
import type { Finding } from "../../../core/guardrails/finding.js";
import { GUARDRAILS } from "../../../core/guardrails/guardrails.js";
import { expectation, threeTier } from "../reachability/documents.js";
import { sarifProblems } from "./sarif-schema.js";

const RULE_DOCUMENT = "https://docs.example/rules";
const NOW = Date.parse("2026-06-01T00:00:00Z");
const finding = (severity: Finding["severity"], acknowledged: Finding["acknowledged"] = null): Finding => ({
  rule: "CORDON-NET-002",
  severity,
  resource: "r",
  constructPath: null,
  message: "m",
  fix: "f",
  acknowledged,
});
const plain = valueOrThrow(
  checkNetwork(threeTier().network(), { expectations: [], acknowledgements: [] }, NOW),
).report;
const report = (change: Partial<Report>): Report => ({
  ...plain,
  findings: [],
  unknown: [],
  expectations: [],
  ...change,
});
const unknown = [{ resource: "r", why: "w" }];
const accepted = { reason: "r", expires: "2027-01-01T00:00:00Z" };
const result = (holds: boolean | null) => [{ name: "e", holds, witness: [], why: null }];
const broader = { edges: { gained: [], lost: [] }, findings: { gained: [], lost: [] }, broader: true };

describe("the verdict", () => {
  it.each([
    [report({}), {}, "clean"],
    [report({ findings: [finding("low")] }), {}, "findings"],
    [report({ findings: [finding("low")] }), { failOn: "medium" }, "clean"],
    [report({ findings: [finding("medium")] }), { failOn: "medium" }, "findings"],
    [report({ findings: [finding("critical", accepted)] }), {}, "clean"],
    [report({ expectations: result(false) }), { failOn: "critical" }, "findings"],
    [report({ expectations: result(true) }), {}, "clean"],
    [report({ unknown }), {}, "incomplete"],
    [report({ unknown }), { allowUnknown: true }, "clean"],
    [report({ unknown, expectations: result(false) }), {}, "findings"],
    [report({ unknown, findings: [finding("high")] }), {}, "findings"],
    [report({ unknown, findings: [finding("medium")] }), {}, "incomplete"],
    [report({ unknown, findings: [finding("medium")] }), { allowUnknown: true }, "findings"],
    [report({ difference: broader }), { failOn: "critical" }, "findings"],
    [report({ difference: { ...broader, broader: false } }), {}, "clean"],
  ] as const)("of case %#", (given, strictness, verdict) => {
    expect(conclusionOf(given, strictness)).toBe(verdict);
  });
});

describe("the report", () => {
  it("has the keys of its contract, lists even where empty, and no others", () => {
    expect(Object.keys(plain)).toEqual([
      "version",
      "endpoints",
      "edges",
      "paths",
      "halfOpen",
      "findings",
      "expectations",
      "unknown",
      "assumptions",
      "metrics",
    ]);
    expect(plain.expectations).toEqual([]);
    for (const item of plain.findings) {
      expect(Object.keys(item)).toEqual([
        "rule",
        "severity",
        "resource",
        "constructPath",
        "message",
        "fix",
        "acknowledged",
      ]);
    }
    expect(plain.metrics).toMatchObject({
      baseline: expect.any(String),
      directDensity: expect.any(Number),
      reachableDensity: expect.any(Number),
      lateralMovement: expect.any(Number),
      blastRadius: expect.any(Object),
    });
  });

  it("lists an expectation that is not known among the unknown", () => {
    const network = threeTier().egress("away", "app", `\${var.open}`, 443).network();
    const end = network.reachability.endpoints.find(({ kind }) => kind === "unknown")?.id ?? "";
    const statements = {
      expectations: [expectation({ name: "sealed off", from: "db", to: end, reach: false })],
      acknowledgements: [],
    };
    const { report: made } = valueOrThrow(checkNetwork(network, statements, NOW));
    expect(made.expectations[0]?.holds).toBeNull();
    expect(made.unknown.map(({ why }) => why).join("\n")).toContain('expectation "sealed off"');
  });

  it("is the same for the same input", () => {
    const again = valueOrThrow(
      checkNetwork(threeTier().network(), { expectations: [], acknowledgements: [] }, NOW),
    ).report;
    expect(JSON.stringify(again)).toBe(JSON.stringify(plain));
  });
});

describe("the SARIF log", () => {
  const given = report({
    findings: [finding("critical"), finding("medium"), finding("low", accepted)],
    expectations: result(false),
    unknown,
  });
  const log: Log = sarifLog(
    given,
    "1.2.3",
    (id) => ({
      uri: id === "r" ? "cdktf.out/stacks/shop/cdk.tf.json" : "cdktf.out",
      line: 7,
    }),
    RULE_DOCUMENT,
  );
  const run = log.runs[0];
  const results = run?.results ?? [];

  it("links each rule to its heading in docs/rules.md", () => {
    const page = readFileSync(new URL("../../../docs/rules.md", import.meta.url), "utf8");
    const headings = new Set([...page.matchAll(/^### (.*)$/gm)].map(([, title]) => title?.toLowerCase()));
    const links = (run?.tool.driver.rules ?? []).map(({ helpUri }) => helpUri ?? "");
    expect(links.length).toBeGreaterThan(GUARDRAILS.length);
    for (const link of links) {
      expect(link.startsWith(`${RULE_DOCUMENT}#`), link).toBe(true);
      expect(headings, link).toContain(link.split("#")[1]);
    }
  });

  it("is valid against the published schema", () => {
    expect(sarifProblems(log)).toEqual([]);
    expect(sarifProblems({ ...log, runs: [{ ...run, results: [{ ruleId: "r" }] }] })).toEqual([
      "/runs/0/results/0 must have required property 'message'",
    ]);
  });

  it("has what GitHub code scanning requires of log, run and rules", () => {
    expect(log.version).toBe("2.1.0");
    expect(log.$schema).toMatch(/^https:\/\/.*sarif.*2\.1\.0.*\.json$/);
    expect(log.runs).toHaveLength(1);
    expect(run?.tool.driver).toMatchObject({ name: "Cordon", semanticVersion: "1.2.3" });
    const rules = run?.tool.driver.rules ?? [];
    expect(rules).toHaveLength(GUARDRAILS.length + 2);
    for (const rule of rules) {
      expect(rule.id).toMatch(/^CORDON-[A-Z0-9]+-[0-9]{3}$/);
      expect(rule.shortDescription?.text.length).toBeLessThanOrEqual(1024);
      expect(rule.fullDescription?.text.length).toBeLessThanOrEqual(1024);
      expect(rule.help?.text).toBeTruthy();
      expect(rule.defaultConfiguration?.level).toMatch(/^(error|warning|note)$/);
      expect(Number(rule.properties?.["security-severity"])).toBeGreaterThan(0);
    }
  });

  it("has what GitHub code scanning requires of every result", () => {
    const ids = (run?.tool.driver.rules ?? []).map(({ id }) => id);
    expect(results).toHaveLength(4);
    for (const { ruleId, ruleIndex, message, locations, partialFingerprints } of results) {
      expect(ids[ruleIndex ?? -1]).toBe(ruleId);
      expect(message.text).toBeTruthy();
      const place = locations?.[0]?.physicalLocation;
      expect(place?.artifactLocation?.uri).toMatch(/^cdktf\.out/);
      expect(place?.region?.startLine).toBe(7);
      expect(Object.values(partialFingerprints ?? {})).toHaveLength(1);
    }
    expect(results.map(({ level }) => level)).toEqual(["error", "warning", "note", "error"]);
  });

  it("suppresses what is acknowledged, reports refuted expectations, and notifies of what is unknown", () => {
    expect(results.map(({ suppressions }) => suppressions?.length ?? 0)).toEqual([0, 0, 1, 0]);
    expect(results[2]?.suppressions?.[0]).toMatchObject({
      kind: "external",
      justification: "r (until 2027-01-01T00:00:00Z)",
    });
    expect(results[3]?.ruleId).toBe("CORDON-EXP-001");
    expect(run?.invocations?.[0]?.toolExecutionNotifications?.[0]?.message.text).toBe("UNKNOWN r: w");
  });
});
