import { CloudwatchDashboard } from "@cdktf/provider-aws/lib/cloudwatch-dashboard/index.js";
import type { Construct } from "constructs";
import { DETECTION_METRICS } from "../../core/contracts/anomaly-detector.js";
import { Account } from "../guardrails/account.js";

/** What the dashboard shows. */
export interface DetectorDashboardProps {
  readonly name: string;
  readonly workgroup: string;
}

type Gauge = keyof typeof DETECTION_METRICS.gauges;
type Series = readonly [gauge: Gauge, statistic: string, label: string];

/** The rows of the dashboard. The mean hides the late ones: percentiles stand first. */
const WIDGETS: readonly (readonly [title: string, series: readonly Series[]])[] = [
  [
    "Time to detection, seconds",
    [
      ["detectionSeconds", "p50", "p50"],
      ["detectionSeconds", "p95", "p95"],
      ["detectionSeconds", "Average", "mean (MTTD)"],
    ],
  ],
  [
    "Time to detection of canary attacks, seconds",
    [
      ["canarySeconds", "p50", "p50"],
      ["canarySeconds", "p95", "p95"],
      ["canaryMissed", "Maximum", "missed"],
    ],
  ],
  ["Findings", [["findings", "Sum", "new findings"]]],
  [
    "Runs",
    [
      ["runs", "Sum", "runs"],
      ["queriesFailed", "Sum", "failed statements"],
      ["noticesPending", "Maximum", "findings that wait"],
    ],
  ],
  ["Records of the last two hours", [["recordsSeen", "Maximum", "records"]]],
];

/** A dashboard with the mean time to detection, what canary attacks say of it, and how the detector is. */
export function detectorDashboard(
  scope: Construct,
  id: string,
  { name, workgroup }: DetectorDashboardProps,
): CloudwatchDashboard {
  const { region } = Account.of(scope);
  const { namespace, dimension, gauges } = DETECTION_METRICS;
  const ours = WIDGETS.map(([title, series]) => ({
    title,
    metrics: series.map(([gauge, stat, label]) => [
      namespace,
      gauges[gauge].name,
      dimension,
      name,
      { stat, label },
    ]),
  }));
  const scanned = {
    title: "Bytes scanned",
    metrics: [["AWS/Athena", "ProcessedBytes", "WorkGroup", workgroup, { stat: "Sum", label: "bytes" }]],
  };
  return new CloudwatchDashboard(scope, id, {
    dashboardName: `${name}-detection`,
    dashboardBody: JSON.stringify({
      widgets: [...ours, scanned].map((properties, index) => ({
        type: "metric",
        x: (index % 2) * 12,
        y: Math.floor(index / 2) * 6,
        width: 12,
        height: 6,
        properties: { ...properties, region, view: "timeSeries", stacked: false, period: 300 },
      })),
    }),
  });
}
