import type { FindingSeverity } from "../severity.js";
import type { ToldFinding } from "./finding.js";

/** OCSF 1.8.0: Detection Finding, in the category Findings. */
const CLASS = {
  class_uid: 2004,
  class_name: "Detection Finding",
  category_uid: 2,
  category_name: "Findings",
} as const;
const CREATE = 1;

const SEVERITIES: Readonly<Record<FindingSeverity, readonly [number, string]>> = {
  critical: [5, "Critical"],
  high: [4, "High"],
  medium: [3, "Medium"],
  low: [2, "Low"],
};

/** Finding status of OCSF: New, In Progress, Suppressed, Resolved. */
const STATUSES: Readonly<Record<ToldFinding["status"], readonly [number, string]>> = {
  new: [1, "New"],
  repeated: [2, "In Progress"],
  muted: [3, "Suppressed"],
  suppressed: [3, "Suppressed"],
  acknowledged: [4, "Resolved"],
};

/** A finding as an OCSF event; the evidence of the model is its anomaly analysis. */
export function ocsfFinding(finding: ToldFinding, now: number, version: string): object {
  const [severity_id, severity] = SEVERITIES[finding.severity];
  const [status_id, status] = STATUSES[finding.status];
  const { model } = finding;
  const reason = (finding.acknowledged ?? finding.suppressed)?.reason;
  return {
    ...CLASS,
    activity_id: CREATE,
    activity_name: "Create",
    type_uid: CLASS.class_uid * 100 + CREATE,
    type_name: "Detection Finding: Create",
    time: now,
    severity_id,
    severity,
    status_id,
    status,
    ...(reason === undefined ? {} : { status_detail: reason }),
    metadata: { version: "1.8.0", product: { name: "Cordon", vendor_name: "Cordon", version } },
    finding_info: {
      uid: finding.id,
      title: finding.title,
      desc: finding.evidence.join("; "),
      created_time: now,
      first_seen_time: Date.parse(finding.first),
      last_seen_time: Date.parse(finding.last),
      analytic: {
        uid: finding.rule,
        name: finding.title,
        type_id: model === undefined ? 1 : 2,
        type: model === undefined ? "Rule" : "Behavioral",
      },
      attacks: finding.attack.map((uid) => ({ technique: { uid } })),
    },
    count: finding.events,
    evidences: [evidenceOf(finding)],
    ...(model === undefined
      ? {}
      : {
          risk_score: Math.round(model.score * 100),
          anomaly_analyses: [
            {
              analysis_targets: [{ name: finding.subject, type: "User" }],
              anomalies: Object.entries(model.shares)
                .filter(([, share]) => share > 0)
                .map(([kind, share]) => ({
                  observation_parameter: kind,
                  observed_pattern: `${(share * 100).toFixed(1)} % of the evidence`,
                })),
              baselines: [
                { observation_parameter: "log10 p", observed_pattern: `at most ${-model.threshold}` },
              ],
            },
          ],
        }),
    remediation: { desc: finding.runbook.join(" ") },
  };
}

function evidenceOf({ subject, subjectKind }: ToldFinding): object {
  if (subjectKind === "user") return { actor: { user: { uid: subject, name: subject } } };
  return subjectKind === "address" ? { src_endpoint: { ip: subject } } : { data: { source: subject } };
}
