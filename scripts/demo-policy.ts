import { readFileSync } from "node:fs";
import Table from "cli-table3";
import { readPolicySet } from "../adapters/files/policy-set.js";
import { remedyInWords } from "../cli/policy/decision-table.js";
import { valueOrThrow } from "../core/errors.js";
import { compile } from "../core/policy/engine/compile.js";
import { decide } from "../core/policy/engine/decide.js";
import type { AccessRequest } from "../core/policy/request/request.js";

const POLICIES = "examples/policies";
const REQUESTS = "examples/policy-requests.jsonl";

/** Ten requests to the example policies with decision, reason and obligation, as a table of 80 columns. */
export function policyDemo(): string {
  const policies = compile(
    valueOrThrow(readPolicySet([POLICIES], "CORDON_POLICY_INPUT_UNREADABLE")).policies,
  );
  const table = new Table({
    head: ["who, what", "", "reason", "what would help"],
    colWidths: [25, 7, 25, 18],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  for (const line of readFileSync(REQUESTS, "utf8").trimEnd().split("\n")) {
    const { subject, action, resource, context }: AccessRequest = JSON.parse(line);
    const { decision, reason, policy, obligations } = decide(policies, {
      subject,
      action,
      resource,
      context,
    });
    const what = `${subject.id}: ${action}\n${context?.time?.slice(0, 16).replace("T", " ")} UTC`;
    const why = policy === null ? reason : `${reason}\nby ${policy}`;
    table.push([what, decision, why, remedyInWords({ obligations })]);
  }
  return table.toString();
}

if (import.meta.filename === process.argv[1]) process.stdout.write(`${policyDemo()}\n`);
