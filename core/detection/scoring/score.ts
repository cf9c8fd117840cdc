/** The kinds of evidence, in the order in which they are printed. */
export const EVIDENCE = ["location", "resource", "hour", "volume", "denials", "travel", "novelty"] as const;

/** A kind of evidence. */
export type EvidenceKind = (typeof EVIDENCE)[number];

/** A number for each kind of evidence. */
export type PerEvidence = Readonly<Record<EvidenceKind, number>>;

/** The score at the threshold: at and above it a window is an alert. */
export const ALERT_SCORE = 0.85;

/** How far above the threshold, in powers of ten, a window is high and critical. */
export const SEVERITY_STEPS = { high: 2, critical: 4 } as const;

/** Kinds of evidence about where and when, which are combined first and count as one. */
const CONTEXT = ["location", "resource", "hour"] as const satisfies readonly EvidenceKind[];
const OTHERS = ["volume", "denials", "travel", "novelty"] as const satisfies readonly EvidenceKind[];

/**
 * −ln of the tail of a chi-squared distribution with 2·terms degrees of freedom at 2·sum: Fisher's combination of
 * independent p-values whose −ln sum up to `sum`.
 */
export function fisher(sum: number, terms: number): number {
  let term = 1;
  let series = 1;
  for (let index = 1; index < terms; index += 1) {
    term *= sum / index;
    series += term;
  }
  return sum - Math.log(series);
}

/** A window's p-value as a power of ten, 0 or less, from −ln p of each kind of evidence. */
export function log10Of(evidence: PerEvidence): number {
  return 0 - fisher(totalOf(evidence), 1 + OTHERS.length) / Math.LN10;
}

/**
 * What each kind of evidence contributes, as shares that sum to 1; all 0 where nothing is unusual. The share of the
 * context is split by −ln p.
 */
export function sharesOf(evidence: PerEvidence): PerEvidence {
  const context = contextSum(evidence);
  const combined = fisher(context, CONTEXT.length);
  const total = totalOf(evidence);
  const share = (kind: EvidenceKind): number => {
    if (!(total > 0)) return 0;
    if (!CONTEXT.some((one) => one === kind)) return evidence[kind] / total;
    return context > 0 ? ((combined / total) * evidence[kind]) / context : 0;
  };
  return Object.fromEntries(EVIDENCE.map((kind) => [kind, share(kind) + 0])) as Record<EvidenceKind, number>;
}

function contextSum(evidence: PerEvidence): number {
  return CONTEXT.reduce((sum, kind) => sum + evidence[kind], 0);
}

function totalOf(evidence: PerEvidence): number {
  return fisher(contextSum(evidence), CONTEXT.length) + OTHERS.reduce((sum, kind) => sum + evidence[kind], 0);
}

/** The fewest windows a day for each alert of the budget: with fewer, every tenth window would be one. */
const FEWEST_WINDOWS_AN_ALERT = 10;

/**
 * The threshold L*, as the power of ten below which a p-value is an alert: with it, so many windows a day bring as many
 * false alerts as the budget takes.
 *
 * @param windowsADay mean (user, hour) windows a day
 * @param budget alerts a day, above 0
 */
export function thresholdOf(windowsADay: number, budget: number): number {
  return Math.log10(Math.max(windowsADay, FEWEST_WINDOWS_AN_ALERT * budget) / budget);
}

/** The score, 0 to 1: .85 exactly at the threshold. */
export function scoreOf(log10p: number, threshold: number): number {
  const unlikely = 0 - log10p;
  // Written so that .85 comes out exactly at the threshold.
  if (unlikely === threshold) return ALERT_SCORE;
  return unlikely / (unlikely + threshold * (1 / ALERT_SCORE - 1));
}

/** How bad a window is, by its distance from the threshold. */
export function severityOf(log10p: number, threshold: number): "critical" | "high" | "medium" {
  const above = 0 - log10p - threshold;
  if (above >= SEVERITY_STEPS.critical) return "critical";
  return above >= SEVERITY_STEPS.high ? "high" : "medium";
}
