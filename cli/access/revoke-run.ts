import { revokeGrant } from "../../services/access-broker/revoke-grant.js";
import { refusedOption } from "../input/refuse-option.js";
import type { Streams } from "../streams.js";
import { isAboutGrants } from "./live-broker.js";
import type { LiveOptions } from "./live-options.js";
import { printAnswer } from "./print-answer.js";
import { question } from "./question.js";
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
    {
      question: question("revoke", command),
      isAnswer: isAboutGrants,
      local: (session) => revokeGrant(session.ports, session.caller, command),
    },
    (answer) => printAnswer(answer, options, streams),
  );
}

function commandOf(
  grant: string | undefined,
  person: string | undefined,
): { readonly grant: string } | { readonly person: string } {
  if (grant !== undefined && person === undefined) return { grant };
  if (grant === undefined && person !== undefined) return { person };
  throw refusedOption({
    where: "--person",
    summary: "revoke ends one grant, or all of a person",
    got: grant === undefined ? "neither a grant nor --person" : "a grant and --person",
    allowed: "a grant or --person <id>",
    fix: "name one of them",
  });
}
