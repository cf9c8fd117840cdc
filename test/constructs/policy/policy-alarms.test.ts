import { expect, expectTypeOf, it } from "vitest";
import { AccessLog } from "../../../constructs/detection/access-log.js";
import { PolicyEngine } from "../../../constructs/policy/policy-engine.js";
import { IS_FAULT } from "../../../core/contracts/faults.js";
import type { AccessLogRecord } from "../../../core/detection/access-log.js";
import { REASON_CODES } from "../../../core/policy/language/decision.js";
import { type AccessReason, isFault, TRANSPORT_REASONS } from "../../../services/policy-engine/reasons.js";
import { RECORD } from "../../core/detection/access-log-samples.js";
import { synthesizeStack, the } from "../stack-resources.js";
import { type Attributes, named, resources, type SynthesizedStack } from "../synthesized.js";
import { PROPS } from "./engine-stack.js";
import { matchesFilterPattern } from "./filter-pattern.js";

const ACTIONS = ["arn:aws:sns:eu-central-1:111122223333:alarms"];
const EVALUATIONS = { callers: ["arn:aws:iam::111122223333:role/orders"] };
const REASONS = [...REASON_CODES, ...Object.keys(TRANSPORT_REASONS)] as AccessReason[];

/** Two engines with one access log, each with its AuthZEN function: four functions that write into one log group. */
const stack = synthesizeStack((scope) => {
  const log = new AccessLog(scope, "log", { name: "shop" });
  for (const name of ["orders", "invoices"]) {
    new PolicyEngine(scope, name, {
      ...PROPS,
      name,
      log,
      evaluations: EVALUATIONS,
      alarmActions: ACTIONS,
      denialSpike: 7,
    });
  }
});
const functions = named(stack, "aws_lambda_function");

/** The pattern with the names of functions in place of Terraform's references to them. */
function patternOf(filter: Attributes): string {
  return String(filter["pattern"]).replace(/\$\{aws_lambda_function\.([\w-]+)\.function_name\}/g, (_, name) =>
    String(the(stack, "aws_lambda_function", new RegExp(`^${name}$`))["function_name"]),
  );
}

/** Alarms that are raised by these records within one period, by the metrics that their filters count. */
function raisedBy(records: readonly AccessLogRecord[], from: SynthesizedStack = stack): string[] {
  const counts = new Map<string, number>();
  for (const filter of resources(from, "aws_cloudwatch_log_metric_filter")) {
    const { name, namespace, value } = filter["metric_transformation"] as Record<string, string>;
    const matched = records.filter((record) => matchesFilterPattern(patternOf(filter), record)).length;
    const key = `${namespace} ${name}`;
    counts.set(key, (counts.get(key) ?? 0) + matched * Number(value));
  }
  return resources(from, "aws_cloudwatch_metric_alarm")
    .filter((alarm) => {
      expect(alarm).toMatchObject({ statistic: "Sum", comparison_operator: "GreaterThanOrEqualToThreshold" });
      const count = counts.get(`${alarm["namespace"]} ${alarm["metric_name"]}`) ?? 0;
      return count >= Number(alarm["threshold"]);
    })
    .map((alarm) => String(alarm["alarm_name"]));
}

const OWNERS: readonly (readonly [functionId: RegExp, alarms: string])[] = [
  [/^orders_function/, "orders"],
  [/^orders_evaluations/, "orders.evaluations"],
  [/^invoices_function/, "invoices"],
  [/^invoices_evaluations/, "invoices.evaluations"],
];

function recordOf(reason: AccessReason, functionId: RegExp): AccessLogRecord {
  return {
    ...RECORD,
    decision: reason === "allowed" ? "ALLOW" : "DENY",
    reason,
    function: String(the(stack, "aws_lambda_function", functionId)["function_name"]),
  };
}

it("classes every reason, and no other, by its type", () => {
  expectTypeOf<keyof typeof IS_FAULT>().toEqualTypeOf<AccessReason>();
  expect(Object.keys(IS_FAULT).sort()).toEqual([...REASONS].sort());
  expect(REASONS.filter((reason) => reason.startsWith("token_")).filter(isFault)).toEqual([]);
});

it("names each function in its environment's own way, once", () => {
  expect(new Set(functions.map(([, { function_name }]) => function_name)).size).toBe(4);
});

for (const [functionId, name] of OWNERS) {
  it.each(REASONS)(
    `one ${name} record of %s raises what its class says, and nobody else's alarm`,
    (reason) => {
      expect(raisedBy([recordOf(reason, functionId)])).toEqual(isFault(reason) ? [`${name}-fault`] : []);
    },
  );

  it(`as many denials as denialSpike of ${name} raise its own alarm`, () => {
    const spike = Array.from({ length: 7 }, () => recordOf("token_missing", functionId));
    expect(raisedBy(spike)).toEqual([`${name}-denial-spike`]);
    expect(raisedBy(spike.slice(1))).toEqual([]);
    expect(raisedBy(spike.map(() => recordOf("allowed", functionId)))).toEqual([]);
  });

  it(`watches the errors and throttles of ${name} by the function's own metrics`, () => {
    const [[id] = [""]] = functions.filter(([key]) => functionId.test(key));
    const own = resources(stack, "aws_cloudwatch_metric_alarm").filter(
      ({ dimensions }) =>
        (dimensions as Attributes)?.["FunctionName"] === `\${aws_lambda_function.${id}.function_name}`,
    );
    const watched = Object.fromEntries(own.map((alarm) => [alarm["metric_name"], alarm]));
    expect(Object.keys(watched).sort()).toEqual(
      name.includes(".") ? ["Errors", "Throttles", "Url5xxCount"] : ["Errors", "Throttles"],
    );
    for (const alarm of own) expect(alarm).toMatchObject({ namespace: "AWS/Lambda", threshold: 1 });
  });
}

it("counts no record of a middleware, which no function wrote", () => {
  expect(
    raisedBy(REASONS.map((reason) => ({ ...recordOf(reason, /^orders_function/), function: null }))),
  ).toEqual([]);
});

it("gives each alarm, filter and metric a name of its own, and tells the same people", () => {
  const alarms = resources(stack, "aws_cloudwatch_metric_alarm");
  const filters = resources(stack, "aws_cloudwatch_log_metric_filter");
  expect(new Set(alarms.map(({ alarm_name }) => alarm_name)).size).toBe(alarms.length);
  expect(new Set(filters.map(({ name }) => name)).size).toBe(filters.length);
  for (const alarm of alarms) {
    expect(alarm).toMatchObject({
      alarm_actions: ACTIONS,
      ok_actions: ACTIONS,
      treat_missing_data: "notBreaching",
    });
  }
  for (const filter of filters) {
    expect(filter["log_group_name"]).toMatch(/^\$\{aws_cloudwatch_log_group\.log_logs_/);
  }
});

it("sends every record to the lake, whatever its reason", () => {
  const { filter_pattern } = the(stack, "aws_cloudwatch_log_subscription_filter");
  for (const reason of REASONS) {
    expect(matchesFilterPattern(String(filter_pattern), recordOf(reason, /^orders_function/))).toBe(true);
  }
  expect(matchesFilterPattern(String(filter_pattern), { level: "ERROR", message: "x" })).toBe(false);
});
