import { revokeGrant } from "../../services/access-broker/revoke-grant.js";
import { unreadable } from "../input/input-files.js";
import type { Streams } from "../streams.js";
import type { LiveOptions } from "./live-options.js";
import { printAnswer } from "./print-answer.js";
import { runLive } from "./run-live.js";

/** The arguments of `cordon access revoke`. */
export type RevokeArguments = readonly [grant: string | undefined];

/** The options of `cordon access revoke`. */
export interface RevokeOptions extends LiveOptions {
  readonly person?: string;
}

/** Ends a grant, or all of a person. */
export async function runRevoke(
  [grant]: RevokeArguments,
  options: RevokeOptions,
  streams: Streams,
): Promise<number> {
  const command = commandOf(grant, options.person);
  return runLive(
    options,
    streams,
    (session) => revokeGrant(session.ports, session.caller, command),
    (answer) => printAnswer(answer, options, streams),
  );
}

function commandOf(
  grant: string | undefined,
  person: string | undefined,
): { readonly grant: string } | { readonly person: string } {
  if (grant !== undefined && person === undefined) return { grant };
  if (grant === undefined && person !== undefined) return { person };
  throw unreadable("", "either a grant or --person is needed", "name one of them");
}
