import { randomUUID } from "node:crypto";
import { requestAccess } from "../../services/access-broker/request-access.js";
import type { RequestCommand } from "../../services/access-broker/verbs.js";
import type { Streams } from "../streams.js";
import type { LiveOptions } from "./live-options.js";
import { personal } from "./local-session.js";
import { minutesOf } from "./minutes.js";
import { printAnswer } from "./print-answer.js";
import { runLive } from "./run-live.js";

/** The arguments of `cordon access request`. */
export type RequestArguments = readonly [entitlements: readonly string[]];

/** The options of `cordon access request`. */
export interface RequestOptions extends LiveOptions {
  readonly minutes: string;
  readonly reason?: string;
  readonly ticket?: string;
  readonly action?: readonly string[];
  readonly resource?: readonly string[];
  readonly notBefore?: string;
  readonly breakGlass?: boolean;
  readonly clientToken?: string;
}

/** Asks for entitlements. */
export function runRequest(
  [entitlements]: RequestArguments,
  options: RequestOptions,
  streams: Streams,
): Promise<number> {
  const command = commandOf(entitlements, options);
  const token = options.clientToken ?? randomUUID();
  return runLive(
    options,
    streams,
    (session) => requestAccess(session.ports, personal(session), command, token),
    (answer) => printAnswer(answer, options, streams),
  );
}

function commandOf(entitlements: readonly string[], options: RequestOptions): RequestCommand {
  const { minutes, reason, ticket, action, resource, notBefore, breakGlass } = options;
  const [first] = entitlements;
  return {
    entitlement: entitlements.length === 1 && first !== undefined ? first : entitlements,
    minutes: minutesOf(minutes),
    ...(reason === undefined ? {} : { reason }),
    ...(ticket === undefined ? {} : { ticket }),
    ...(action === undefined ? {} : { actions: action }),
    ...(resource === undefined ? {} : { resources: resource }),
    ...(notBefore === undefined ? {} : { notBefore }),
    ...(breakGlass === undefined ? {} : { breakGlass }),
  };
}
