import { ACCESS_METRICS } from "../../../core/contracts/access-broker.js";
import type { SweepGauges } from "../../../services/access-broker/ports.js";

/**
 * The gauges of a sweep as a line of the log, of which CloudWatch makes metrics by itself.
 *
 * Amazon CloudWatch User Guide, "Specification: Embedded metric format".
 */
export function gaugeLine(gauges: SweepGauges, broker: string, at: number): string {
  const { namespace, dimension, gauges: names } = ACCESS_METRICS;
  const keys = Object.keys(names) as (keyof typeof names)[];
  return `${JSON.stringify({
    _aws: {
      Timestamp: at,
      CloudWatchMetrics: [
        {
          Namespace: namespace,
          Dimensions: [[dimension]],
          Metrics: keys.map((key) => ({
            Name: names[key],
            Unit: key === "oldestOverdueSeconds" ? "Seconds" : "Count",
          })),
        },
      ],
    },
    [dimension]: broker,
    ...Object.fromEntries(keys.map((key) => [names[key], gauges[key]])),
  })}\n`;
}
