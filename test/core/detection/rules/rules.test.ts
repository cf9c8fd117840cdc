import { describe, expect, it } from "vitest";
import { checkAccessLogRecord } from "../../../../core/detection/access-log-check.js";
import { caseRecords } from "../../../../core/detection/rules/case-records.js";
import { FINDING_COLUMNS, type RuleSetting } from "../../../../core/detection/rules/rule.js";
import { caseQuery } from "../../../../core/detection/rules/rule-query.js";
import { DETECTION_RULES } from "../../../../core/detection/rules/rules.js";
import { sqlText } from "../../../../core/detection/sql/sql.js";

describe("the rules of detection", () => {
  it("have ids that ascend, each its own", () => {
    const ids = DETECTION_RULES.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)].sort());
    for (const id of ids) expect(id).toMatch(/^CORDON-DET-\d{3}$/);
  });

  it.each(DETECTION_RULES)(
    "$id holds a case that finds, one that stays silent, and valid records",
    (rule) => {
      expect(rule.cases.some(({ finds }) => finds.length > 0)).toBe(true);
      expect(rule.cases.some(({ finds }) => finds.length === 0)).toBe(true);
      for (const { records } of rule.cases) {
        const refused = caseRecords(records).filter((record) => !checkAccessLogRecord(record).ok);
        expect(refused).toEqual([]);
      }
    },
  );

  it.each(DETECTION_RULES)("$id says what a reader of its finding needs", (rule) => {
    expect(Object.keys(rule.columns).slice(0, 4)).toEqual(Object.keys(FINDING_COLUMNS));
    expect(rule.runbook.length).toBeGreaterThan(0);
    for (const technique of rule.attack) expect(technique).toMatch(/^T\d{4}(\.\d{3})?$/);
    for (const setting of Object.values<RuleSetting>(rule.settings)) {
      expect(setting.default).toBeGreaterThanOrEqual(setting.minimum);
      expect(setting.default).toBeLessThanOrEqual(setting.maximum);
    }
    expect(new Set(rule.cases.map(({ name }) => name)).size).toBe(rule.cases.length);
  });

  it.each(DETECTION_RULES)("$id reads the log once, within bounds of dt and hour", (rule) => {
    const [first] = rule.cases;
    if (first === undefined) throw new Error("a rule without cases");
    const text = sqlText(caseQuery(rule, first).text);
    expect(text.split("AS records (")).toHaveLength(2);
    // Athena puts the text of a common table expression in wherever its name stands: each stands once.
    for (const [, name = ""] of text.matchAll(/(?:WITH|,)\s*([a-z]+) AS \(\s*SELECT/g)) {
      expect(text.match(new RegExp(`(?:FROM|JOIN) ${name}\\b`, "g"))).toHaveLength(1);
    }
    expect(text).toMatch(/AND dt >= '\d{4}-\d{2}-\d{2}' AND dt <= '\d{4}-\d{2}-\d{2}'/);
    expect(text).toMatch(/"hour" >= \d+/);
  });
});
