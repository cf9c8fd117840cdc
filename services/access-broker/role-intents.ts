import { canonicalHash } from "../../core/access/canonical-json.js";
import type { Grant } from "../../core/access/grant.js";
import type { Intent } from "../../core/access/owed.js";
import { POLICY_PATH } from "../../core/access/plan.js";
import { PATIENCE_MS } from "../../core/access/step-grant.js";
import { formatInstant } from "../../core/time/instant.js";
import { IntentFailed } from "../intent-do-sweep/carry-out.js";
import { OutsideError } from "../intent-do-sweep/outside-error.js";
import { allOf } from "../intent-do-sweep/pages.js";
import { objectName, policyArnOf } from "./grant-objects.js";
import type { Iam } from "./ports.js";
import { LOOK_AGAIN_MS, type Step } from "./step.js";

/** Least time to the deadline that is worth an attachment. */
const SHORTEST_REST_MS = 10_000;

/** Free places of a role from which on grants that start at once are told apart. */
const SCARCE_PLACES = 3;

/** What a grant of a role owes to IAM. */
export async function roleIntent(intent: Intent, step: Step): Promise<void> {
  const { grant, ports } = step;
  const { iam } = ports;
  const arn = policyArnOf(grant) as string;
  switch (intent) {
    case "create-policy":
      await judgeTarget(step, arn);
      return createPolicy(step, arn);
    case "attach-policy":
      return attach(iam, grant.target, arn);
    case "verify-present": {
      const attached = await iam.attachedPolicies(grant.target);
      if (attached.includes(arn)) return;
      throw new OutsideError("absent", `IAM does not list ${arn} yet`);
    }
    case "detach-everywhere":
      return detachEverywhere(iam, grant, arn);
    case "delete-policy-versions":
      for (const version of await iam.otherVersions(arn)) await iam.deleteVersion(arn, version);
      return;
    case "delete-policy":
      return deletePolicy(iam, grant, arn);
    case "verify-absent":
      return verifyAbsent(step, arn);
    default:
      throw new TypeError(`a grant of a role owes no ${intent}`);
  }
}

/** Whether the target may carry the policy: before it is created, so that little is to be undone. */
async function judgeTarget(step: Step, arn: string): Promise<void> {
  const { grant, ports } = step;
  const { iam, settings = {}, clock } = ports;
  if (grant.window !== null && grant.window.deadline - clock.now() < SHORTEST_REST_MS) {
    throw new IntentFailed("lapsed", "the deadline is too near to attach anything");
  }
  const { account = grant.target.split(":")[4], boundary } = settings;
  if (grant.target.split(":")[4] !== account) {
    throw new IntentFailed("not_allowed", `this broker serves the account ${account}`);
  }
  if (boundary !== undefined) {
    const role = await iam.role(grant.target);
    if (role?.boundary !== boundary) {
      throw new IntentFailed("boundary_missing", `${grant.target} does not carry ${boundary}`);
    }
  }
  const attached = await iam.attachedPolicies(grant.target);
  if (attached.includes(arn)) return;
  const most = await iam.attachmentsPerRole();
  const free = most - attached.length;
  // Where there is room, nobody reads the ledger for it: AWS itself refuses what comes too much.
  if (free > SCARCE_PLACES) return;
  if (free <= 0 || (await reservedBefore(step, attached)) >= free) throw full(grant.target, most);
}

/** Places of the role that grants before this one are about to take. All is in the ledger before it is judged. */
async function reservedBefore({ grant, ports }: Step, attached: readonly string[]): Promise<number> {
  const open = await allOf(ports.store.grants({ which: "open" }));
  return open.filter(
    (other) =>
      other.state === "PROVISIONING" &&
      other.target === grant.target &&
      other.id < grant.id &&
      !attached.includes(policyArnOf(other) as string),
  ).length;
}

function full(role: string, most: number): IntentFailed {
  return new IntentFailed("role_full", `${role} has ${most} policies, which is all that a role may have`);
}

async function createPolicy({ grant, ports, plan }: Step, arn: string): Promise<void> {
  if (plan?.policyDocument == null || grant.window === null) {
    throw new TypeError("a grant of a role starts with a document and a window");
  }
  const made = await ports.iam.createPolicy({
    arn,
    name: objectName(grant),
    path: POLICY_PATH,
    document: plan.policyDocument,
    tags: {
      grantId: grant.id,
      expiresAt: formatInstant(grant.window.deadline),
      docHash: plan.documentHash,
    },
  });
  if (made === "created") return;
  const standing = await ports.iam.policy(arn);
  if (standing === undefined) throw new OutsideError("absent", `IAM does not show ${arn} yet`);
  if (standing.document !== null && canonicalHash(standing.document) === grant.documentHash) return;
  throw new IntentFailed("entitlement_changed", `${arn} exists with another document`);
}

async function attach(iam: Iam, role: string, arn: string): Promise<void> {
  try {
    await iam.attach(role, arn);
  } catch (error) {
    // Somebody took the last place since we looked.
    if (error instanceof OutsideError && error.kind === "limit")
      throw full(role, await iam.attachmentsPerRole());
    throw error;
  }
}

async function detachEverywhere(iam: Iam, grant: Grant, arn: string): Promise<void> {
  for (const entity of await iam.entities(arn)) await iam.detach(entity, arn);
  // The list may be late; of the target we know without it.
  await iam.detach({ type: "role", name: nameOf(grant.target) }, arn);
}

async function deletePolicy(iam: Iam, grant: Grant, arn: string): Promise<void> {
  try {
    await iam.deletePolicy(arn);
  } catch (error) {
    if (!(error instanceof OutsideError) || error.kind !== "delete-conflict") throw error;
    // Attached or given a version since we looked; the next attempt deletes it.
    await detachEverywhere(iam, grant, arn);
    for (const version of await iam.otherVersions(arn)) await iam.deleteVersion(arn, version);
    throw new OutsideError("busy", error.message, { cause: error });
  }
}

/** Absence in one read is not proof: it is seen twice, unless the last write is long ago. */
async function verifyAbsent({ grant, ports }: Step, arn: string): Promise<void> {
  const { iam, clock, wait } = ports;
  const look = async (): Promise<void> => {
    const attached = await iam.attachedPolicies(grant.target);
    if (attached.includes(arn)) throw new OutsideError("busy", `${arn} is still attached`);
    if ((await iam.policy(arn)) !== undefined) throw new OutsideError("busy", `${arn} still exists`);
  };
  await look();
  if (clock.now() - grant.since >= PATIENCE_MS) return;
  await wait(LOOK_AGAIN_MS);
  await look();
}

/** Name of a role, without the path: what IAM's calls take. */
export function nameOf(role: string): string {
  return role.slice(role.lastIndexOf("/") + 1);
}
