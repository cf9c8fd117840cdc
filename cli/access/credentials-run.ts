import { isSamePerson } from "../../core/access/principal.js";
import { formatInstant } from "../../core/time/instant.js";
import { refusedAnswer, unknownGrant } from "../../services/access-broker/answer.js";
import { EXIT } from "../output/exit-codes.js";
import type { Streams } from "../streams.js";
import type { LiveOptions } from "./live-options.js";
import { type LocalSession, personal } from "./local-session.js";
import { printAnswer, printEither } from "./print-answer.js";
import { runLive } from "./run-live.js";

/** The arguments of `cordon access credentials`. */
export type CredentialsArguments = readonly [grant: string];

/** The options of `cordon access credentials`. */
export type CredentialsOptions = LiveOptions;

/** Says what it would assume: local mode has no STS. */
export function runCredentials(
  [grant]: CredentialsArguments,
  options: CredentialsOptions,
  streams: Streams,
): Promise<number> {
  return runLive(
    options,
    streams,
    (session) => wouldAssume(session, grant),
    async (answer) => {
      if ("refused" in answer) return printAnswer(answer, options, streams);
      await printEither(answer, [JSON.stringify(answer)], options, streams);
      return EXIT.clean;
    },
  );
}

async function wouldAssume(session: LocalSession, id: string) {
  const { ports } = session;
  const { person } = personal(session);
  const grant = await ports.store.get(id);
  if (grant === undefined || !isSamePerson(grant.request.requester.id, person.id)) return unknownGrant(id);
  const { state, window, target, request } = grant;
  const isOver = window === null || window.deadline <= ports.clock.now();
  if (state !== "ACTIVE" || isOver || grant.kind !== "role") {
    const message = "only an active grant of a role has credentials";
    return refusedAnswer({ reason: "wrong_state", message }, grant);
  }
  const { entitlements } = await ports.entitlements();
  const entitlement = entitlements.find((one) => one.id === request.entitlement);
  const key = entitlement !== undefined && "person" in entitlement ? entitlement.person : undefined;
  return {
    wouldAssume: target,
    roleSessionName: request.requester.id,
    sourceIdentity: (key ?? "aws:SourceIdentity") === "aws:SourceIdentity" ? request.requester.id : null,
    expiration: formatInstant(window.deadline),
  };
}
