import type { BatchImportFindingsCommand, SecurityHubClient } from "@aws-sdk/client-securityhub";
import { describe, expect, it } from "vitest";
import { securityHub } from "../../../../adapters/aws/finding-hub/security-hub.js";
import { FINDING } from "../finding-sample.js";

const OWNER = { partition: "aws", region: "eu-central-1", account: "111122223333" };
const NOW = Date.parse("2026-03-01T10:45:00Z");

function hub(answer: (ids: readonly string[]) => object = () => ({})) {
  const batches: (readonly { readonly Id?: string | undefined }[])[] = [];
  const client = {
    send: async ({ input }: BatchImportFindingsCommand) => {
      const findings = input.Findings ?? [];
      batches.push(findings);
      return answer(findings.map(({ Id = "" }) => Id));
    },
  } as unknown as SecurityHubClient;
  return { batches, register: securityHub(client, OWNER) };
}

describe("Security Hub", () => {
  it("gets a finding under its own id, with what an analyst needs", async () => {
    const { batches, register } = hub();
    expect(await register.take([FINDING], NOW)).toEqual(new Map());
    expect(batches).toMatchObject([
      [
        {
          Id: FINDING.id,
          ProductArn: "arn:aws:securityhub:eu-central-1:111122223333:product/111122223333/default",
          AwsAccountId: "111122223333",
          FirstObservedAt: FINDING.first,
          CreatedAt: "2026-03-01T10:45:00.000Z",
          Severity: { Label: "HIGH" },
          Description: "40 denials within the window; touches a critical resource",
          Remediation: { Recommendation: { Text: "Ask the user. Revoke the session." } },
          Resources: [{ Id: "user/u-17" }],
        },
      ],
    ]);
  });

  it("gets at most 100 findings and six megabytes a batch", async () => {
    const many = Array.from({ length: 250 }, (_, index) => ({ ...FINDING, id: `f-${index}` }));
    const counted = hub();
    await counted.register.take(many, NOW);
    expect(counted.batches.map(({ length }) => length)).toStrictEqual([100, 100, 50]);
    const large = many.slice(0, 100).map((finding) => ({ ...finding, attack: ["T".repeat(100_000)] }));
    const weighed = hub();
    await weighed.register.take(large, NOW);
    expect(weighed.batches.map(({ length }) => length)).toStrictEqual([59, 41]);
    for (const batch of weighed.batches) expect(JSON.stringify(batch).length).toBeLessThan(6_000_000);
  });

  it("names what it refuses, and never gets what is too large for it", async () => {
    const failed = { Id: "f-2", ErrorCode: "InvalidInput", ErrorMessage: "no" };
    const { batches, register } = hub(() => ({ FailedFindings: [failed] }));
    const findings = [
      { ...FINDING, id: "f-1" },
      { ...FINDING, id: "f-2" },
      { ...FINDING, id: "f-3", attack: ["T".repeat(250_000)] },
    ];
    const refused = await register.take(findings, NOW);
    expect([...refused.keys()].sort()).toStrictEqual(["f-2", "f-3"]);
    expect(refused.get("f-2")).toContain("InvalidInput");
    expect(batches.flat().map(({ Id }) => Id)).toStrictEqual(["f-1", "f-2"]);
  });

  it("fails as a whole where it cannot be reached", async () => {
    const { register } = hub(() => {
      throw Object.assign(new Error("slow down"), { name: "TooManyRequestsException" });
    });
    await expect(register.take([FINDING], NOW)).rejects.toMatchObject({ kind: "throttled" });
  });
});
