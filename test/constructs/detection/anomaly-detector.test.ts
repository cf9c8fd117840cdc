import type { Apigatewayv2Api } from "@cdktf/provider-aws/lib/apigatewayv2-api/index.js";
import { describe, expect, it } from "vitest";
import type { AnomalyDetector } from "../../../constructs/detection/anomaly-detector.js";
import type { AnomalyDetectorProps } from "../../../constructs/detection/anomaly-detector-props.js";
import { Segmentation } from "../../../constructs/network/segmentation.js";
import { DETECTION_METRICS, DETECTOR_EVENTS, STATE_TABLE } from "../../../core/contracts/anomaly-detector.js";
import { KEPT_TABLES } from "../../../core/detection/kept-tables.js";
import { answerEvent } from "../../../lambdas/anomaly-detector/events.js";
import { detectionLine } from "../../../lambdas/anomaly-detector/gauges.js";
import { refusal } from "../../harness/misuse.js";
import { engineIn, httpApiIn } from "../policy/engine-stack.js";
import { statements, synthesizeStack, the } from "../stack-resources.js";
import { resources, VPC } from "../synthesized.js";
import { detectorIn } from "./detector-stack.js";

const deploy = (props: Partial<AnomalyDetectorProps> = {}) =>
  synthesizeStack((stack) => detectorIn(stack, props));
const deployed = deploy();

/** Policies and inputs as what they say, a line each statement. */
function withParsedText(resource: object): object {
  return JSON.parse(JSON.stringify(resource), (_, value: unknown) =>
    typeof value === "string" && value.startsWith("{") ? JSON.parse(value) : value,
  );
}

/** What a reviewer reads of it: who may do what, when it runs, what is watched. */
const REVIEWED = [
  "aws_iam_role",
  "aws_iam_role_policy",
  "aws_scheduler_schedule",
  "aws_cloudwatch_metric_alarm",
  "aws_kms_key",
  "aws_s3_bucket_policy",
  "aws_sns_topic_policy",
] as const;

describe("AnomalyDetector", () => {
  it("is this Terraform", () => {
    const reviewed = REVIEWED.map((type) => [type, resources(deployed, type).map(withParsedText)]);
    expect(Object.fromEntries(reviewed)).toMatchSnapshot();
  });

  it("queries in a workgroup of its own, with engine 3, a cutoff, and encryption that nobody can turn off", () => {
    expect(the(deployed, "aws_athena_workgroup", /detector/)).toMatchObject({
      name: "shop-detector",
      tags: { "cordon:detector": "shop" },
      configuration: {
        enforce_workgroup_configuration: true,
        bytes_scanned_cutoff_per_query: 10_737_418_240,
        engine_version: { selected_engine_version: "Athena engine version 3" },
        result_configuration: { encryption_configuration: { encryption_option: "SSE_KMS" } },
      },
    });
  });

  it("has a table for each kind of summary, whose versions Athena finds by their names alone", () => {
    const tables = resources(deployed, "aws_glue_catalog_table").filter(({ name }) => name !== "access_log");
    expect(tables.map(({ name }) => name).sort()).toEqual(
      Object.values(KEPT_TABLES)
        .map(({ name }) => name)
        .sort(),
    );
    for (const table of tables) {
      expect(table).toMatchObject({
        parameters: {
          "projection.version.type": "injected",
          "storage.location.template": expect.stringMatching(
            new RegExp(`/kept/${table["name"]}/\\$\\$\\{version\\}/$`),
          ),
        },
        partition_keys: [{ name: "version", type: "string" }],
      });
    }
    const cells = tables.find(({ name }) => name === "hour_cells");
    expect(cells?.["storage_descriptor"]).toMatchObject({
      columns: expect.arrayContaining([
        { name: "window_start", type: "timestamp" },
        { name: "events", type: "bigint" },
      ]),
    });
  });

  it("remembers in a table by kind and key", () => {
    expect(the(deployed, "aws_dynamodb_table")).toMatchObject({
      hash_key: STATE_TABLE.hashKey,
      range_key: STATE_TABLE.rangeKey,
      ttl: { attribute_name: STATE_TABLE.timeToLive },
      deletion_protection_enabled: true,
    });
  });

  it("is woken by events that its function takes", async () => {
    const schedules = resources(deployed, "aws_scheduler_schedule");
    const woken = schedules.map(({ name, schedule_expression, target }) => [
      name,
      schedule_expression,
      JSON.parse((target as { readonly input: string }).input),
    ]);
    expect(woken).toEqual([
      ["canary", "rate(6 hours)", DETECTOR_EVENTS.canary],
      ["detect", "rate(5 minutes)", DETECTOR_EVENTS.detect],
      ["summarize", "cron(10 2 * * ? *)", DETECTOR_EVENTS.summarize],
    ]);
    for (const [, , event] of woken) {
      // Without ports every verb that is known fails for that reason, and no other.
      await expect(answerEvent(event, {} as never, {} as never, () => {})).rejects.toThrow(TypeError);
    }
  });

  it("logs where the records come from, so that its attacks on purpose take their way", () => {
    expect(the(deployed, "aws_lambda_function")).toMatchObject({
      function_name: "shop-detector",
      logging_config: { log_group: expect.stringContaining("log_logs") },
      environment: { variables: { CORDON_ALERT_BUDGET: "5", CORDON_SECURITY_HUB: "off" } },
    });
  });

  it("may read the log, write summaries and results, and nothing besides", () => {
    const own = statements(the(deployed, "aws_iam_role_policy", /detector_function/)["policy"]);
    expect(Object.keys(own).sort()).toEqual(
      [
        "Answers",
        "Buckets",
        "Catalog",
        "Keys",
        "Notices",
        "Queries",
        "ReadLog",
        "SendDeadLetters",
        "State",
        "WriteLogs",
      ].sort(),
    );
    expect(own["ReadLog"]).toMatchObject({
      Action: ["s3:GetObject"],
      Resource: [expect.stringMatching(/\/access-log\/\*$/)],
    });
    expect(own["State"]).toMatchObject({ Action: ["dynamodb:PutItem", "dynamodb:Query"] });
    expect(JSON.stringify(own)).not.toMatch(/"Resource":"\*"|"Resource":\["\*"\]|s3:Delete|glue:Create/);
  });

  it("tells everybody once, each by the way of the address", () => {
    const queue = "arn:aws:sqs:eu-central-1:111122223333:findings";
    const notify = ["security@example.com", "https://hooks.example.com/cordon", queue, queue];
    const stack = deploy({ notify });
    expect(
      resources(stack, "aws_sns_topic_subscription").map(({ protocol, endpoint }) => [protocol, endpoint]),
    ).toEqual([
      ["email", "security@example.com"],
      ["https", "https://hooks.example.com/cordon"],
      ["sqs", queue],
    ]);
  });

  it("gives its findings to Security Hub only where it is asked to", () => {
    const stack = deploy({ securityHub: true });
    expect(
      statements(the(stack, "aws_iam_role_policy", /detector_function/)["policy"])["SecurityHub"],
    ).toMatchObject({
      Action: ["securityhub:BatchImportFindings"],
      Resource: [expect.stringMatching(/:product\/.*\/default$/)],
    });
  });

  it("hands on what the team says of its ground, a segment by its name", () => {
    const stack = synthesizeStack((one) => {
      const vault = new Segmentation(one, "shop", { vpc: VPC }).segment("vault");
      return detectorIn(one, { critical: ["admin/*", vault], egress: ["203.0.113.0/24"] });
    });
    expect(the(stack, "aws_lambda_function")["environment"]).toMatchObject({
      variables: {
        CORDON_CRITICAL_RESOURCES: "admin/*,vault/*",
        CORDON_EGRESS_CIDRS: "203.0.113.0/24",
      },
    });
  });
});

describe("the alarms of a detector", () => {
  const gauges = {
    runs: 1,
    queriesFailed: 0,
    recordsSeen: 0,
    canaryMissed: 0,
    noticesPending: 0,
    summaryAgeHours: 0,
    hoursLost: 0,
    findings: 0,
    detectionSeconds: [1],
    canarySeconds: [1],
  };
  const alarms = resources(deployed, "aws_cloudwatch_metric_alarm");
  const ours = alarms.filter(({ namespace }) => namespace === DETECTION_METRICS.namespace);

  it("watch runs, records, statements, canary attacks, notices and summaries; missing data raises each", () => {
    expect(ours.map(({ alarm_name }) => alarm_name).sort()).toEqual([
      "shop-detector-canary-missed",
      "shop-detector-no-data",
      "shop-detector-no-run",
      "shop-detector-notices-pending",
      "shop-detector-query-failed",
      "shop-detector-summary-old",
    ]);
    for (const alarm of ours) expect(alarm).toMatchObject({ treat_missing_data: "breaching" });
  });

  it.each(ours.map((alarm) => [alarm["alarm_name"], alarm] as const))(
    "%s watches what a run emits, with its namespace and dimension",
    (_, { namespace, metric_name, dimensions }) => {
      const line = JSON.parse(detectionLine(gauges, "shop", 0));
      const [emitted] = line._aws.CloudWatchMetrics;
      expect(emitted.Namespace).toBe(namespace);
      expect(emitted.Metrics.map(({ Name }: { Name: string }) => Name)).toContain(metric_name);
      expect(emitted.Dimensions).toEqual([Object.keys(dimensions as object)]);
      expect({ [DETECTION_METRICS.dimension]: line[DETECTION_METRICS.dimension] }).toEqual(dimensions);
    },
  );

  it("show the time to detection on a dashboard, of metrics that a run emits", () => {
    const { widgets } = JSON.parse(String(the(deployed, "aws_cloudwatch_dashboard")["dashboard_body"]));
    const names = Object.values(DETECTION_METRICS.gauges).map(({ name }) => name);
    const shown = widgets.flatMap(
      ({ properties }: { properties: { metrics: string[][] } }) => properties.metrics,
    );
    const ofOurs = shown.filter(([namespace]: string[]) => namespace === DETECTION_METRICS.namespace);
    expect(ofOurs.length).toBeGreaterThan(8);
    for (const [, name] of ofOurs) expect(names).toContain(name);
    expect(JSON.stringify(widgets)).toContain("MTTD");
  });
});

describe("at synthesis a detector", () => {
  const said = (detector: AnomalyDetector | undefined) =>
    (detector?.node.metadata ?? []).map(({ type, data }) => `${type}: ${data}`).join("\n");

  it("says what it expects to cost, more for more records", () => {
    const costOf = (expectedRecordsPerDay: number) => {
      let detector: AnomalyDetector | undefined;
      synthesizeStack((stack) => {
        detector = detectorIn(stack, { expectedRecordsPerDay });
      });
      return Number(/expects to cost \$([\d.]+) a month/.exec(said(detector))?.[1]);
    };
    expect(costOf(100_000)).toBeGreaterThan(5);
    expect(costOf(100_000)).toBeLessThan(30);
    expect(costOf(50_000_000)).toBeGreaterThan(10 * costOf(100_000));
  });

  it("warns that bursts hide where an authorizer reuses answers, and only there", () => {
    const warned = (cache: boolean) => {
      let detector: AnomalyDetector | undefined;
      synthesizeStack((stack) => {
        detector = detectorIn(stack);
        const api: Apigatewayv2Api = httpApiIn(stack);
        engineIn(stack).protect(api, {
          ...(cache
            ? {
                cache: {
                  ttlSeconds: 60,
                  identitySources: [
                    "$request.header.Authorization",
                    "$context.routeKey",
                    "$context.httpMethod",
                    "$context.path",
                    "$context.domainName",
                    "$context.identity.sourceIp",
                  ],
                  reason: "the back end cannot take more",
                },
              }
            : {}),
        });
      });
      return said(detector);
    };
    expect(warned(true)).toMatch(/warn.*bursts hide behind .*authorizer/i);
    expect(warned(false)).not.toMatch(/bursts hide/);
  });

  it.each([
    ["no budget", { budgetPerDay: 0 }],
    ["a budget below it", { budgetPerDay: -1 }],
    ["nobody to tell", { notify: [] }],
    ["somebody who is nowhere", { notify: ["security"] }],
    ["a cutoff that Athena refuses", { queryBytesCutoff: 9_999_999 }],
    ["a block with host bits", { egress: ["203.0.113.1/24"] }],
    ["a pattern with a comma", { critical: ["admin/*,vault/*"] }],
    ["two days of quiet", { quietHours: 48 }],
    ["another log", { log: "log" as never }],
  ] satisfies readonly (readonly [string, Partial<AnomalyDetectorProps>])[])("refuses %s", (_, props) => {
    let error: unknown;
    synthesizeStack((stack) => {
      error = refusal(() => detectorIn(stack, props));
    });
    expect(JSON.stringify(error)).toContain("CORDON_DETECTOR_SETTING_REFUSED");
  });
});
