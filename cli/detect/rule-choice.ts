import type { DetectionErrorCode } from "../../core/detection/error-codes.js";
import { type DetectionRule, defaultSettings } from "../../core/detection/rules/rule.js";
import { DETECTION_RULES } from "../../core/detection/rules/rules.js";
import { CordonError, quote, valueOrThrow } from "../../core/errors.js";
import { suggest } from "../../core/json/suggest.js";
import { isJsonObject } from "../../core/json/values.js";
import { readText } from "../input/input-files.js";
import { readWrittenFile } from "../input/read-json-file.js";

/** A rule, with the settings that a file gives it. */
export interface ChosenRule {
  readonly rule: DetectionRule;
  /** Whether a team wrote it: nobody has run its cases yet. */
  readonly isOwn: boolean;
  readonly settings: Readonly<Record<string, number>>;
}

/**
 * The rule of an id, or of a file: a rule of the house with settings, `{"rule": "CORDON-DET-001", "settings":
 * {"attempts": 20}}`, or a rule of the team's own, with its SQL.
 *
 * @throws CordonError CORDON_DETECTION_RULE_UNKNOWN, CORDON_DETECTION_RULE_FILE_INVALID, CORDON_POLICY_INPUT_UNREADABLE
 */
export async function chosenRule(text: string): Promise<ChosenRule> {
  const named = DETECTION_RULES.find(({ id }) => id === text);
  if (named !== undefined) return { rule: named, settings: defaultSettings(named), isOwn: false };
  if (!text.endsWith(".json")) throw unknownRule("--rule", text);
  const value = parsed(readText(text));
  if (isJsonObject(value) && (Object.hasOwn(value, "sql") || Object.hasOwn(value, "cases"))) {
    return { rule: await ownRule(text), settings: {}, isOwn: true };
  }
  const id = isJsonObject(value) ? value["rule"] : undefined;
  const rule = DETECTION_RULES.find((one) => one.id === id);
  if (!isJsonObject(value) || rule === undefined)
    throw unknownRule(text, typeof id === "string" ? id : "nothing");
  const given = value["settings"] ?? {};
  const settings: Record<string, number> = { ...defaultSettings(rule) };
  for (const [name, number] of Object.entries(isJsonObject(given) ? given : { settings: given })) {
    const setting = Object.hasOwn(rule.settings, name) ? rule.settings[name] : undefined;
    const isTaken =
      setting !== undefined &&
      typeof number === "number" &&
      number >= setting.minimum &&
      number <= setting.maximum &&
      (setting.kind === "measure" || Number.isInteger(number));
    if (!isTaken) throw refusedSetting(text, rule, name, number);
    settings[name] = number;
  }
  return { rule, settings, isOwn: false };
}

async function ownRule(path: string): Promise<DetectionRule> {
  // The schema compiler takes tens of milliseconds to load, and only such a file needs it.
  const [{ statementValidator }, { parseRuleFile }] = await Promise.all([
    import("../../core/check/statement-validator.js"),
    import("../../core/detection/rules/rule-file.js"),
  ]);
  return valueOrThrow(parseRuleFile(statementValidator(), valueOrThrow(readWrittenFile(path)), path));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unknownRule(where: string, got: string): CordonError {
  const ids = DETECTION_RULES.map(({ id }) => id);
  return new CordonError([
    {
      code: "CORDON_DETECTION_RULE_UNKNOWN" satisfies DetectionErrorCode,
      summary: "there is no such rule",
      got: quote(got),
      allowed: `${ids.join(", ")}; or a *.json file that names one, with settings`,
      fix: suggest(got, ids) ?? "take one from docs/detection-rules.md",
      where,
    },
  ]);
}

function refusedSetting(where: string, rule: DetectionRule, name: string, got: unknown): CordonError {
  const settings = Object.entries(rule.settings).map(
    ([known, { minimum, maximum, kind }]) =>
      `${known} (${kind === "count" ? "whole, " : ""}${minimum} to ${maximum})`,
  );
  return new CordonError([
    {
      code: "CORDON_DETECTION_RULE_UNKNOWN" satisfies DetectionErrorCode,
      summary: `the rule does not take this as ${name}`,
      got: quote(got),
      allowed: settings.join(", "),
      fix: "correct the setting, or leave it out",
      where: `${where}#/settings/${name}`,
    },
  ]);
}
