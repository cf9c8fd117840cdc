import { describe, expect, it } from "vitest";
import { ANOMALY_DETECTOR, DETECTION_METRICS } from "../../../core/contracts/anomaly-detector.js";
import { parseEnvironment } from "../../../core/contracts/environment.js";
import { DEFAULT_SURROUNDINGS } from "../../../core/detection/rules/rule.js";
import { valueOrThrow } from "../../../core/errors.js";
import { detectionLine } from "../../../lambdas/anomaly-detector/gauges.js";
import { settingsOf, startDetector } from "../../../lambdas/anomaly-detector/start.js";
import { DETECTOR_ENVIRONMENT } from "./detector-environment.js";

const settingsWith = (more: Readonly<Record<string, string>>) => {
  const env = { ...DETECTOR_ENVIRONMENT, ...more };
  return settingsOf(valueOrThrow(parseEnvironment(ANOMALY_DETECTOR, env), "test"), env);
};

describe("the function of the detector", () => {
  it.each([
    ["without a topic", { CORDON_FINDING_TOPIC: "shop" }],
    ["with a budget of 0", { CORDON_ALERT_BUDGET: "0" }],
    ["with a budget of -1", { CORDON_ALERT_BUDGET: "-1" }],
    ["with a folder that ends in a slash", { CORDON_SUMMARY_FOLDER: "s3://shop-summaries/kept/" }],
    ["with a variable that nobody reads", { CORDON_ALERTS: "5" }],
  ])("does not start %s", (_, wrong) => {
    expect(() => startDetector({ ...DETECTOR_ENVIRONMENT, ...wrong })).toThrow(/CORDON_ENVIRONMENT/);
  });

  it("does not start without an environment", () => {
    expect(() => startDetector({})).toThrow(/CORDON_ENVIRONMENT_MISSING/);
  });

  it.each([
    {},
    undefined,
    "detect",
    { verb: "detect" },
    { version: 2, verb: "detect" },
    { version: 1, verb: "purge" },
  ])("answers %j with what it takes instead", async (event) => {
    expect(await startDetector(DETECTOR_ENVIRONMENT)(event)).toMatchObject({
      ok: false,
      problems: [{ code: "CORDON_DETECTION_EVENT_REFUSED" }],
    });
  });

  it("takes what the team says of its ground, and what is assumed where it says nothing", () => {
    expect(settingsWith({}).surroundings).toStrictEqual(DEFAULT_SURROUNDINGS);
    expect(settingsWith({}).budget).toBe(5);
    expect(
      settingsWith({ CORDON_EGRESS_CIDRS: "203.0.113.0/24", CORDON_CRITICAL_RESOURCES: "vault/*,keys/*" })
        .surroundings,
    ).toMatchObject({ egress: ["203.0.113.0/24"], critical: ["vault/*", "keys/*"] });
  });
});

describe("the gauges of a run", () => {
  const gauges = {
    runs: 1,
    queriesFailed: 2,
    recordsSeen: 3,
    canaryMissed: 4,
    noticesPending: 5,
    summaryAgeHours: 6,
    hoursLost: 7,
    findings: 8,
    detectionSeconds: [60, 90],
    canarySeconds: [] as number[],
  };

  it("are emitted under the names, the namespace and the dimension that alarms watch", () => {
    const written = JSON.parse(detectionLine(gauges, "shop-detector", 1_800_000_000_000));
    const [metric] = written._aws.CloudWatchMetrics;
    expect(metric.Namespace).toBe(DETECTION_METRICS.namespace);
    expect(metric.Dimensions).toEqual([[DETECTION_METRICS.dimension]]);
    expect(written[DETECTION_METRICS.dimension]).toBe("shop-detector");
    for (const [key, { name, unit }] of Object.entries(DETECTION_METRICS.gauges)) {
      if (key === "canarySeconds") continue;
      expect(metric.Metrics).toContainEqual({ Name: name, Unit: unit });
      expect(written[name]).toStrictEqual(gauges[key as keyof typeof gauges]);
    }
  });

  it("leave out what has no values: an empty list would be refused as a whole line", () => {
    const written = JSON.parse(detectionLine(gauges, "shop-detector", 0));
    expect(written).not.toHaveProperty(DETECTION_METRICS.gauges.canarySeconds.name);
    const many = { ...gauges, detectionSeconds: Array.from({ length: 500 }, () => 1) };
    expect(JSON.parse(detectionLine(many, "shop-detector", 0)).DetectionLatencySeconds).toHaveLength(100);
  });
});
