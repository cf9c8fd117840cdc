import { formatInstant } from "../../core/time/instant.js";
import { answerOf } from "./answer.js";
import { refuseUnknown } from "./refusals.js";
import type { AccessBrokerVerbs } from "./verbs.js";
import { maySee } from "./visible-grants.js";

/** One grant with what was asked for, in full: approvers see what they sign. */
export const showGrant: AccessBrokerVerbs["showGrant"] = async ({ store, clock }, caller, command) => {
  const grant = await store.get(command.grant);
  if (grant === undefined || !maySee(caller, grant)) {
    const attempt = { verb: "show", by: caller.person, at: clock.now() };
    return { ...(await refuseUnknown(store, attempt, command.grant)) };
  }
  const { request, window } = grant;
  return {
    ...answerOf(grant),
    request: {
      ...request,
      ...(request.notBefore === undefined ? {} : { notBefore: formatInstant(request.notBefore) }),
    },
    kind: grant.kind,
    target: grant.target,
    minutes: grant.minutes,
    requestedAt: formatInstant(grant.requestedAt),
    pendingUntil: formatInstant(grant.pendingUntil),
    notBefore: window === null ? null : formatInstant(window.activation),
    documentHash: grant.documentHash,
    breakGlass: grant.breakGlass,
    review: grant.review,
    extends: grant.extends,
    stuck: grant.stuck,
    attempts: grant.attempts,
    given: grant.approval.given.map(({ by, at, hash }) => ({ by, at: formatInstant(at), hash })),
  };
};
