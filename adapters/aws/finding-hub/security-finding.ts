import type { AwsSecurityFinding } from "@aws-sdk/client-securityhub";
import type { ToldFinding } from "../../../core/detection/findings/finding.js";
import type { FindingSeverity } from "../../../core/detection/severity.js";

/** Whose findings they are. */
export interface HubOwner {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/** Longest texts of a finding (AWS Security Hub API Reference, AwsSecurityFinding). */
const LONGEST = { title: 256, description: 1024, remediation: 512, field: 2048 } as const;

const TYPES = {
  user: "Unusual Behaviors/User",
  address: "Unusual Behaviors/Network Flow",
  source: "Software and Configuration Checks/AWS Security Best Practices",
} as const;

const LABELS: Readonly<Record<FindingSeverity, "CRITICAL" | "HIGH" | "MEDIUM" | "LOW">> = {
  critical: "CRITICAL",
  high: "HIGH",
  medium: "MEDIUM",
  low: "LOW",
};

/** A finding in the format of Security Hub. Its id is the finding's own, so that a repeat is an update. */
export function securityFinding(
  finding: ToldFinding,
  { partition, region, account }: HubOwner,
  now: number,
): AwsSecurityFinding {
  const at = new Date(now).toISOString();
  return {
    SchemaVersion: "2018-10-08",
    Id: finding.id,
    ProductArn: productArn({ partition, region, account }),
    GeneratorId: `cordon/${finding.rule}`,
    AwsAccountId: account,
    Types: [TYPES[finding.subjectKind]],
    FirstObservedAt: finding.first,
    LastObservedAt: finding.last,
    CreatedAt: at,
    UpdatedAt: at,
    Severity: { Label: LABELS[finding.severity] },
    Title: cut(finding.title, LONGEST.title),
    Description: cut(finding.evidence.join("; ") || finding.title, LONGEST.description),
    Remediation: { Recommendation: { Text: cut(finding.runbook.join(" "), LONGEST.remediation) } },
    ProductFields: {
      "cordon/status": finding.status,
      "cordon/subject": cut(finding.subject, LONGEST.field),
      "cordon/attack": finding.attack.join(" ") || "none",
      ...(finding.model === undefined ? {} : { "cordon/score": String(finding.model.score) }),
    },
    Resources: [
      { Type: "Other", Id: `${finding.subjectKind}/${finding.subject}`, Partition: "aws", Region: region },
    ],
    RecordState: "ACTIVE",
  };
}

/** The product as which an account imports what it found itself. */
export function productArn({ partition, region, account }: HubOwner): string {
  return `arn:${partition}:securityhub:${region}:${account}:product/${account}/default`;
}

/** By code points: half a surrogate pair is not JSON. */
function cut(text: string, longest: number): string {
  return text.length <= longest ? text : `${[...text].slice(0, longest / 2 - 1).join("")}…`;
}
