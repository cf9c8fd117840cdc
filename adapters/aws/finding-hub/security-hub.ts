import {
  type AwsSecurityFinding,
  BatchImportFindingsCommand,
  type SecurityHubClient,
} from "@aws-sdk/client-securityhub";
import type { FindingHub } from "../../../services/anomaly-detector/scheduled/ports.js";
import { outside } from "../outside/outside-call.js";
import { type HubOwner, securityFinding } from "./security-finding.js";

/** AWS Security Hub API Reference, BatchImportFindings: findings a batch, bytes a finding, bytes a batch. */
const LIMITS = { findings: 100, findingBytes: 240_000, batchBytes: 6_000_000 } as const;

/** Security Hub as the register of findings. What it refuses, and what is too large for it, comes back by id. */
export function securityHub(client: SecurityHubClient, owner: HubOwner): FindingHub {
  return {
    take: async (findings, now) => {
      const refused = new Map<string, string>();
      const fitting: Sized[] = [];
      for (const finding of findings) {
        const given = securityFinding(finding, owner, now);
        const bytes = Buffer.byteLength(JSON.stringify(given));
        if (bytes > LIMITS.findingBytes) refused.set(finding.id, `it has ${bytes} bytes`);
        else fitting.push({ given, bytes });
      }
      for (const batch of batchesOf(fitting)) {
        const { FailedFindings = [] } = await outside(() =>
          client.send(new BatchImportFindingsCommand({ Findings: batch.map(({ given }) => given) })),
        );
        for (const { Id = "", ErrorCode, ErrorMessage } of FailedFindings) {
          refused.set(Id, `${ErrorCode}: ${ErrorMessage}`);
        }
      }
      return refused;
    },
  };
}

interface Sized {
  readonly given: AwsSecurityFinding;
  readonly bytes: number;
}

/** As many a batch as one may hold. */
function batchesOf(findings: readonly Sized[]): Sized[][] {
  const batches: Sized[][] = [];
  let bytes = 0;
  for (const finding of findings) {
    const batch = batches.at(-1);
    const fits =
      batch !== undefined && batch.length < LIMITS.findings && bytes + finding.bytes < LIMITS.batchBytes;
    if (fits) batch.push(finding);
    else batches.push([finding]);
    bytes = fits ? bytes + finding.bytes : finding.bytes;
  }
  return batches;
}
