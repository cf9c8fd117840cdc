import { DETECTION_METRICS } from "../../core/contracts/anomaly-detector.js";
import type { DetectorGauges } from "../../services/anomaly-detector/scheduled/ports.js";
import { metricLine } from "../wiring/metric-line.js";

/** The gauges of a run as a line of the log. */
export function detectionLine(gauges: DetectorGauges, detector: string, at: number): string {
  const { namespace, dimension, gauges: known } = DETECTION_METRICS;
  const keys = Object.keys(known) as (keyof typeof known)[];
  return metricLine(
    { namespace, dimension, name: detector },
    keys.map((key) => ({ ...known[key], value: gauges[key] })),
    at,
  );
}
