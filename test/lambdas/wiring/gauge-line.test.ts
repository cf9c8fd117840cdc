import { expect, it } from "vitest";
import { ACCESS_METRICS } from "../../../core/contracts/access-broker.js";
import { gaugeLine } from "../../../lambdas/wiring/access/gauge-line.js";

it("emits each gauge that an alarm watches, in its namespace and with its dimension", () => {
  const gauges = { active: 3, stuck: 1, orphans: 2, oldestOverdueSeconds: 61, headsNotKept: 1 };
  const line = gaugeLine(gauges, "shop-jit", 1_800_000_000_000);
  expect(line.endsWith("\n")).toBe(true);
  const written = JSON.parse(line);
  const [metric] = written._aws.CloudWatchMetrics;
  expect(metric.Namespace).toBe(ACCESS_METRICS.namespace);
  expect(metric.Dimensions).toEqual([[ACCESS_METRICS.dimension]]);
  expect(written[ACCESS_METRICS.dimension]).toBe("shop-jit");
  for (const [key, name] of Object.entries(ACCESS_METRICS.gauges)) {
    expect(metric.Metrics).toContainEqual(expect.objectContaining({ Name: name }));
    expect(written[name]).toBe(gauges[key as keyof typeof gauges]);
  }
});
