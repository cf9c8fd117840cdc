import { canonicalHash } from "../../core/access/canonical-json.js";
import type { EntitlementFile } from "../../core/access/entitlement.js";
import type { Grant } from "../../core/access/grant.js";
import { openGrant } from "../../core/access/open-grant.js";
import { type PlanOptions, planRequest } from "../../core/access/plan.js";
import { subjectOf } from "../../core/access/plan-content.js";
import type { Requester } from "../../core/access/principal.js";
import type { LiveReason, Refusal, RefusalReason } from "../../core/access/reason-codes.js";
import type { AccessRequest } from "../../core/access/request.js";
import { OutsideError } from "../intent-do-sweep/outside-error.js";
import { outcomeOf, refusedAnswer } from "./answer.js";
import { tellOwed, topicsOf } from "./notices.js";
import type { GrantStore, Idempotency, Provisioner, ProvisionOutcome } from "./ports.js";
import { noteRefused, refuse } from "./refusals.js";
import type { GrantAnswer, RequestPorts } from "./verbs.js";

/** A request that was read, with all that decides on it. */
export interface Opened {
  readonly request: AccessRequest;
  readonly file: EntitlementFile;
  readonly options: PlanOptions;
  readonly idempotency: Idempotency;
  readonly breakGlass?: boolean;
  readonly extends?: string;
}

/** The key of a client token: each person has tokens of their own. */
export function idempotencyOf(request: AccessRequest, clientToken: string, body: unknown): Idempotency {
  const { id, kind = "user" } = request.requester;
  const key = canonicalHash({ requester: `${kind}:${id.toLowerCase()}`, clientToken });
  return { key, bodyHash: canonicalHash(body) };
}

/** The answer to a request that came before under the same token, or undefined where it is new. */
export async function repeatedRequest(
  ports: RequestPorts,
  by: Requester,
  { key, bodyHash }: Idempotency,
): Promise<GrantAnswer | undefined> {
  const known = await ports.store.known(key);
  return known === undefined ? undefined : answerKnown(ports, by, known, bodyHash);
}

/** Opens a grant for the request, and carries it as far as it goes now: to its approvers, or to the role. */
export async function openRequest(ports: RequestPorts, opened: Opened): Promise<GrantAnswer> {
  const { request, file, idempotency, breakGlass = false } = opened;
  const { now } = opened.options;
  const subject = subjectOf(request.requester);
  const isSuspect = subject !== undefined && (await ports.subjects.hasCriticalFinding(subject));
  if (breakGlass && isSuspect) {
    const message = "a critical finding on you is open: the approvers decide, also in an emergency";
    return refuseRequest(ports.store, request, now, { reason: "not_allowed", message });
  }
  const options = { ...opened.options, atLeastOneApproval: isSuspect, withoutApproval: breakGlass };
  const plan = planRequest(request, file.entitlements, options);
  if (plan.decision === "refused") return refuseRequest(ports.store, request, now, plan);
  const entitlement = file.entitlements.find(({ id }) => id === request.entitlement);
  if (entitlement === undefined) throw new TypeError("a plan was made without its entitlement");
  const { grant, audit } = openGrant({
    id: ports.newId(),
    at: now,
    request,
    entitlement,
    plan,
    breakGlass,
    ...(opened.extends === undefined ? {} : { extends: opened.extends }),
  });
  const created = await ports.store.create(grant, audit, idempotency);
  if (!created.created) return answerKnown(ports, request.requester, created.existing, idempotency.bodyHash);
  return carryOn(ports, grant, file);
}

/** Refuses a request before there is a grant, and writes that down. */
export async function refuseRequest(
  store: GrantStore,
  request: AccessRequest,
  at: number,
  { reason, message }: Refusal<LiveReason | RefusalReason>,
): Promise<GrantAnswer> {
  const { requester, entitlement, minutes } = request;
  const detail = { entitlement, minutes: typeof minutes === "number" ? minutes : null };
  await noteRefused(store, { verb: "request", by: requester, at, detail }, reason);
  return refusedAnswer({ reason, message }, undefined, entitlement);
}

async function answerKnown(
  ports: RequestPorts,
  by: Requester,
  known: { readonly grant: string; readonly bodyHash: string },
  bodyHash: string,
): Promise<GrantAnswer> {
  if (known.bodyHash !== bodyHash) {
    const message = "this client token was used for another request; take a new one";
    const attempt = { verb: "request", by, at: ports.clock.now() };
    return refuse(ports.store, attempt, { reason: "invalid_request", message });
  }
  const grant = await ports.store.get(known.grant);
  if (grant === undefined) throw new TypeError(`the ledger lacks the grant ${known.grant} of a token`);
  // Whoever asked the first time may have died before the next step.
  return carryOn(ports, grant, await ports.entitlements());
}

async function carryOn(ports: RequestPorts, grant: Grant, file: EntitlementFile): Promise<GrantAnswer> {
  const told = await tellOwed(ports, grant, topicsOf(file, grant));
  return told.state === "APPROVED" ? provisioned(ports, told) : outcomeOf(told);
}

/** Hands an approved grant on, and answers with where it then stands. */
export async function provisioned(
  { provisioner, store }: Pick<RequestPorts, "provisioner" | "store">,
  grant: Grant,
): Promise<GrantAnswer> {
  const outcome = await tryProvision(provisioner, grant.id);
  const now = (await store.get(grant.id)) ?? grant;
  return outcome.refused ? refusedAnswer(outcome, now) : outcomeOf(now);
}

async function tryProvision(provisioner: Provisioner, id: string): Promise<ProvisionOutcome> {
  try {
    return await provisioner.provision(id);
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    return { refused: true, reason: "throttled", message: `the sweep goes on with it: ${error.message}` };
  }
}
