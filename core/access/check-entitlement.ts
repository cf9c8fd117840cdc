import { type Problem, quote } from "../errors.js";
import { SOURCE_IDENTITY } from "../iam/condition.js";
import { append } from "../json/append.js";
import { Port } from "../network/port.js";
import { conditionProblems } from "./check-conditions.js";
import type { Entitlement, EntitlementStatement, RoleEntitlement } from "./entitlement.js";
import type { AccessErrorCode } from "./error-codes.js";

type AccessProblem = Problem<AccessErrorCode>;

/** What the schema cannot say about an entitlement that satisfies it; `where` begins with the given place. */
export function entitlementProblems(entitlement: Entitlement, where: string): AccessProblem[] {
  const problems = [...ruleProblems(entitlement, where)];
  if (entitlement.kind === "policy") {
    const time = entitlement.policy.when?.time;
    if (time?.from !== undefined && time.from === time.to) problems.push(emptyWindow(time.from, where));
    append(problems, patternProblems("actions", entitlement.policy.actions, `${where}/policy`));
    append(problems, patternProblems("resources", entitlement.policy.resources, `${where}/policy`));
  } else if (entitlement.kind === "flow") {
    const port = Port.parse(entitlement.flow.port);
    if (!port.ok) {
      append(
        problems,
        port.problems.map((problem) => ({
          ...problem,
          code: "CORDON_ENTITLEMENT_INVALID" as const,
          where: `${where}/flow/port`,
        })),
      );
    }
  } else {
    append(problems, roleProblems(entitlement, where));
  }
  return problems;
}

function* ruleProblems(entitlement: Entitlement, where: string): Iterable<AccessProblem> {
  const { approval, breakGlass, maxMinutes, reason } = entitlement;
  if (approval.required > 0 && approval.approvers.length === 0) {
    yield {
      code: "CORDON_ENTITLEMENT_APPROVAL",
      summary: "nobody may give the approvals that are required",
      got: "approvers []",
      allowed: "at least one approver where an approval is required",
      fix: "name who may approve, or require 0 approvals",
      where: `${where}/approval/approvers`,
    };
  }
  if (breakGlass !== undefined && breakGlass.maxMinutes > maxMinutes) {
    yield {
      code: "CORDON_ENTITLEMENT_BREAK_GLASS",
      summary: "break glass lasts longer than the entitlement",
      got: String(breakGlass.maxMinutes),
      allowed: `1 to ${maxMinutes} minutes`,
      fix: "shorten it",
      where: `${where}/breakGlass/maxMinutes`,
    };
  }
  if (reason?.ticket !== undefined && ticketPattern(reason.ticket) === undefined) {
    yield {
      code: "CORDON_ENTITLEMENT_TICKET",
      summary: "this is not a regular expression",
      got: quote(reason.ticket),
      allowed: "a regular expression of ECMAScript, for example OPS-[0-9]+",
      fix: "correct it; a backslash is written twice in JSON",
      where: `${where}/reason/ticket`,
    };
  }
}

/** The expression that a whole ticket must match, or undefined where the text is none. */
export function ticketPattern(text: string): RegExp | undefined {
  try {
    // Alone too: "a)|(?:b" would become an expression only inside the group.
    new RegExp(text);
    return new RegExp(`^(?:${text})$`);
  } catch {
    return undefined;
  }
}

function roleProblems(entitlement: RoleEntitlement, where: string): AccessProblem[] {
  const { statements, person = SOURCE_IDENTITY } = entitlement;
  const problems = statements.flatMap((statement, index) => {
    const at = `${where}/statements/${index}`;
    return [
      ...shapeProblems(statement, at),
      ...variableProblems(statement, at),
      ...conditionProblems(statement.conditions ?? {}, person).map(({ at: inner, ...problem }) => ({
        ...problem,
        where: `${at}/conditions${inner}`,
      })),
    ];
  });
  if (statements.some(({ effect }) => effect !== "deny")) return problems;
  const noAllow: AccessProblem = {
    code: "CORDON_ENTITLEMENT_NO_ALLOW",
    summary: "it allows nothing",
    got: `${statements.length} deny statements`,
    allowed: "at least one allow statement",
    fix: "add what it allows",
    where: `${where}/statements`,
  };
  return [...problems, noAllow];
}

function shapeProblems(statement: EntitlementStatement, where: string): AccessProblem[] {
  const isDeny = statement.effect === "deny";
  return (["actions", "resources"] as const).flatMap((plain): AccessProblem[] => {
    const negated = plain === "actions" ? "notActions" : "notResources";
    const got = [plain, negated].filter((key) => Object.hasOwn(statement, key));
    if (got.length === 1 && (isDeny || got[0] === plain)) return [];
    return [
      {
        code: "CORDON_ENTITLEMENT_STATEMENT",
        summary: `a statement has ${isDeny ? `either ${plain} or ${negated}` : plain}`,
        got: got.length === 0 ? "neither" : got.join(" and "),
        allowed: isDeny ? `${plain} or ${negated}` : `${plain}; ${negated} stands in a deny only`,
        fix: isDeny ? "keep one of them" : `write ${plain}`,
        where,
      },
    ];
  });
}

/** Colons of an ARN before its resource, the only part in which IAM fills in variables. */
const COLONS_BEFORE_RESOURCE = 5;
/** A whole variable, or one of the three characters that only a variable writes. */
const VARIABLE = /\$\{(?:[*?$]|[^${}]+)\}/g;

function variableProblems(statement: EntitlementStatement, where: string): AccessProblem[] {
  return (["actions", "notActions", "resources", "notResources"] as const).flatMap((key) =>
    (statement[key] ?? []).flatMap((text, index): AccessProblem[] => {
      const at = text.indexOf("${");
      const mayStand = key === "resources" || key === "notResources";
      const colons = text.slice(0, Math.max(at, 0)).split(":").length - 1;
      const isWhole = !text.replace(VARIABLE, "").includes("${");
      if (at < 0 || (mayStand && colons >= COLONS_BEFORE_RESOURCE && isWhole)) return [];
      return [
        {
          code: "CORDON_ENTITLEMENT_VARIABLE",
          summary: "IAM fills in no policy variable here",
          got: quote(text),
          allowed: "whole policy variables in the resource part of an ARN, after the fifth colon",
          fix: "write the value itself",
          where: `${where}/${key}/${index}`,
        },
      ];
    }),
  );
}

/** Patterns of access policies know no variables, and no request may bring any. */
function patternProblems(key: string, patterns: readonly string[], where: string): AccessProblem[] {
  return patterns.flatMap((text, index): AccessProblem[] =>
    text.includes("${")
      ? [
          {
            code: "CORDON_ENTITLEMENT_VARIABLE",
            summary: "access policies have no variables",
            got: quote(text),
            allowed: "a text with * for any run of characters",
            fix: "write the value itself",
            where: `${where}/${key}/${index}`,
          },
        ]
      : [],
  );
}

function emptyWindow(clock: string, where: string): AccessProblem {
  return {
    code: "CORDON_ENTITLEMENT_WINDOW_EMPTY",
    summary: "the window opens and closes at the same wall clock",
    got: quote(`${clock} to ${clock}`),
    allowed: "two different wall clocks; `to` before `from` closes on the next day",
    fix: "leave out `from` and `to` for the whole day",
    where: `${where}/policy/when/time`,
  };
}
