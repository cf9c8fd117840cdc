import { approveGrant } from "../services/access-broker/approve-grant.js";
import { requestAccess } from "../services/access-broker/request-access.js";
import { revokeGrant } from "../services/access-broker/revoke-grant.js";
import type { Caller, GrantAnswer, RequestAnswer } from "../services/access-broker/verbs.js";
import { accessWorld, NOW, roleEntitlement, watched } from "./access-world.js";
import type { BenchmarkRow } from "./run.js";

const APPROVER: Caller = { person: { id: "u-23", kind: "user", groups: [] } };

/** Why each step makes each call; one that is not here fails the benchmark. */
const REASONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  request: {
    "store.known": "the same client token again is the same grant",
    "store.grants": "escalation is judged with what the person has",
    "subjects.hasCriticalFinding": "a suspect needs an approval",
    "store.create": "the grant and its event, before anything else",
    "notifier.tell": "approvers get the command",
    "store.get": "as it stands, before it is written down that they were told",
    "store.replace": "that they were told: a notice that is lost is told again",
  },
  "approve, provision": {
    "store.get": "before each of four writes; by whoever provisions; for the answer",
    "store.replace": "APPROVED, PROVISIONING, ACTIVE, told, each with its event",
    "provisioner.provision": "who approves may not attach",
    "clock.reference": "a deadline by a wrong clock is none",
    "subjects.hasCriticalFinding": "findings since the request count",
    "store.grants": "before the start, and once the intent is written: of two at once one sees the other",
    "scheduler.schedule": "the end is scheduled before the beginning",
    "iam.attachedPolicies": "room on the role before; proof of the attachment after",
    "iam.attachmentsPerRole": "the quota is the account's own",
    "iam.createPolicy": "the document with its deadline",
    "iam.attach": "the access",
    "notifier.tell": "watchers learn that it is active",
  },
  revoke: {
    "store.get": "before each of three writes",
    "store.replace": "REVOKING before, REVOKED after, told, each with its event",
    "iam.entities": "whoever else has the policy loses it too",
    "iam.detach": "from each of these, and from the target even where the list is late",
    "iam.otherVersions": "IAM deletes no policy with versions",
    "iam.deletePolicy": "nothing is left",
    "iam.attachedPolicies": "proof that it is detached, twice: reads may be late",
    "iam.policy": "proof that it is deleted, twice: reads may be late",
    "scheduler.remove": "last, so that somebody comes back after a crash",
    "notifier.tell": "watchers learn that it ended",
  },
};

/** Every outside call of a grant with one approval, and of its revoke, with its reason. */
export async function callRows(): Promise<BenchmarkRow[]> {
  const calls: string[] = [];
  const world = accessWorld([roleEntitlement(0, 1)], () => NOW);
  try {
    const ports = watched(world.ports, calls);
    const steps: [string, string[]][] = [];
    const step = async <T>(name: string, verb: () => Promise<T>): Promise<T> => {
      const answer = await verb();
      steps.push([name, calls.splice(0)]);
      return answer;
    };
    const asked = one(
      await step("request", () =>
        requestAccess(ports, requester(0), { entitlement: "orders-0", minutes: 60 }, "token"),
      ),
    );
    const signed = { grant: asked.grant ?? "", hash: asked.approvals?.hash ?? "" };
    await step("approve, provision", () => approveGrant(ports, APPROVER, signed));
    await step("revoke", () => revokeGrant(ports, requester(0), { grant: signed.grant }));
    return steps.flatMap(([name, made]) => rowsOf(name, made));
  } finally {
    await world.close();
  }
}

/** Somebody of their own, who may ask. */
export function requester(index: number): Caller {
  return { person: { id: `u-${1000 + index}`, kind: "user", groups: ["oncall"] } };
}

/** The answer about one grant, which must not be refused. */
export function one(answer: RequestAnswer): GrantAnswer {
  if ("outcomes" in answer || answer.refused) throw new Error(`refused: ${JSON.stringify(answer)}`);
  return answer;
}

function rowsOf(step: string, made: readonly string[]): BenchmarkRow[] {
  const counted = [...new Set(made)].map((call) => {
    const why = REASONS[step]?.[call];
    if (why === undefined) throw new Error(`${step} calls ${call} without a reason`);
    return { what: `${step}: ${call}`, value: made.filter((other) => other === call).length, why };
  });
  return [{ what: `${step}: outside calls`, value: made.length }, ...counted];
}
