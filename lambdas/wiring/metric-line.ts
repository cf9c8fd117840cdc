/** A metric with what it measured: one value, or those of several events. */
export interface Metric {
  readonly name: string;
  readonly unit: "Count" | "None" | "Seconds";
  readonly value: number | readonly number[];
}

/** Whose metrics they are. */
export interface MetricSource {
  readonly namespace: string;
  readonly dimension: string;
  /** The value of the dimension. */
  readonly name: string;
}

/** Values that one line may hold of a metric. */
const MOST_VALUES = 100;

/**
 * Metrics as a line of the log, of which CloudWatch makes metrics by itself; one without values is left out.
 *
 * Amazon CloudWatch User Guide, "Specification: Embedded metric format".
 */
export function metricLine(source: MetricSource, metrics: readonly Metric[], at: number): string {
  const given = metrics
    .map((metric) => ({ ...metric, value: atMost(metric.value) }))
    .filter(({ value }) => typeof value === "number" || value.length > 0);
  return `${JSON.stringify({
    _aws: {
      Timestamp: at,
      CloudWatchMetrics: [
        {
          Namespace: source.namespace,
          Dimensions: [[source.dimension]],
          Metrics: given.map(({ name, unit }) => ({ Name: name, Unit: unit })),
        },
      ],
    },
    [source.dimension]: source.name,
    ...Object.fromEntries(given.map(({ name, value }) => [name, value])),
  })}\n`;
}

function atMost(value: Metric["value"]): Metric["value"] {
  return typeof value === "number" ? value : value.slice(0, MOST_VALUES);
}
