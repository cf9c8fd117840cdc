import { ACCESS_METRICS } from "../../../core/contracts/access-broker.js";
import type { SweepGauges } from "../../../services/access-broker/ports.js";
import { metricLine } from "../metric-line.js";

/** The gauges of a sweep as a line of the log. */
export function gaugeLine(gauges: SweepGauges, broker: string, at: number): string {
  const { namespace, dimension, gauges: names } = ACCESS_METRICS;
  const keys = Object.keys(names) as (keyof typeof names)[];
  return metricLine(
    { namespace, dimension, name: broker },
    keys.map((key) => ({
      name: names[key],
      unit: key === "oldestOverdueSeconds" ? "Seconds" : "Count",
      value: gauges[key],
    })),
    at,
  );
}
