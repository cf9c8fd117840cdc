import { callerOf } from "../../../adapters/aws/caller-identity/caller-identity.js";
import type { IAMClient } from "../../../adapters/aws/clients/clients.js";
import { canonicalHash } from "../../../core/access/canonical-json.js";
import type { EntitlementFile } from "../../../core/access/entitlement.js";
import type { LiveReason, RefusalReason } from "../../../core/access/reason-codes.js";
import { signedPayload } from "../../../core/contracts/access-identity.js";
import { type JsonObject, objectOrEmpty } from "../../../core/json/values.js";
import { parseInstant } from "../../../core/time/instant.js";
import { refusedAnswer } from "../../../services/access-broker/answer.js";
import type { GrantStore, RememberedSignatures } from "../../../services/access-broker/ports.js";
import { refuse } from "../../../services/access-broker/refusals.js";
import type { Caller } from "../../../services/access-broker/verbs.js";
import { OutsideError } from "../../../services/intent-do-sweep/outside-error.js";
import type { ProcessEnvironment } from "../process-environment.js";
import { report } from "../report.js";

/** What a verb is given: who asks, what for, and the token that makes a repeat the same request. */
export type Answered = (
  caller: Caller,
  request: JsonObject,
  clientToken: string,
  event: JsonObject,
) => Promise<unknown>;

/** What tells callers apart. */
export interface CallerWorld {
  readonly account: string;
  readonly store: RememberedSignatures & Pick<GrantStore, "note">;
  readonly entitlements: () => Promise<EntitlementFile>;
  readonly clock: { now(): number };
  readonly iamClient: IAMClient;
  /** Groups of the identity store, by user name. @default - the file alone says groups */
  readonly storedGroups?: ((userName: string) => Promise<readonly string[]>) | undefined;
  /** Functions that an identity may be for; callers through the first are operators where `operators` says so. */
  readonly functions: readonly string[];
  /** Whether IAM lets the callers of this function do what it does to everybody's grants. */
  readonly operators: boolean;
}

const CLIENT_TOKEN = /^[\x21-\x7e]{1,128}$/;

/**
 * Answers an event of a person. What is wrong with it, or with who sends it, is an answer; only defects are errors of
 * the function.
 */
export async function answerCaller(
  event: unknown,
  verbs: Readonly<Record<string, Answered>>,
  world: CallerWorld,
  env: ProcessEnvironment,
): Promise<unknown> {
  const { version, verb, request, clientToken, identity } = objectOrEmpty(event);
  const asked = objectOrEmpty(request);
  const answer = typeof verb === "string" && Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
  // Of somebody who is not known yet. A name that is none of ours is nothing to write down.
  const nobody = { verb: answer === undefined ? "call" : (verb as string), by: null, at: world.clock.now() };
  const refused = async (reason: Reason, message: string) => {
    try {
      return await refuse(world.store, nobody, { reason, message });
    } catch (error) {
      if (!(error instanceof OutsideError)) throw error;
      // Refused all the same; the log of the function holds what the chain does not.
      report(
        new Error(`${nobody.verb} was refused (${reason}), and the ledger does not take it`, {
          cause: error,
        }),
      );
      return refusedAnswer({ reason, message });
    }
  };
  try {
    if (version !== 1 || answer === undefined) {
      const known = Object.keys(verbs).join(", ");
      return await refused("invalid_request", `this function answers ${known}, in version 1`);
    }
    if (typeof clientToken !== "string" || !CLIENT_TOKEN.test(clientToken)) {
      return await refused("invalid_request", "clientToken is 1 to 128 characters without blanks");
    }
    const payload = hashOf({ version: 1, verb: verb as string, request: asked, clientToken });
    if (payload === undefined) {
      return await refused(
        "invalid_request",
        "the request has no canonical JSON: half a character, or too deep",
      );
    }
    const { people } = await world.entitlements();
    const caller = await callerOf(identity, payload, people, {
      region: env["AWS_REGION"] ?? "",
      account: world.account,
      functions: world.functions,
      signatures: world.store,
      iam: world.iamClient,
      now: world.clock.now,
      groupsOf: world.storedGroups,
      endpoint: env["AWS_ENDPOINT_URL_STS"] ?? env["AWS_ENDPOINT_URL"],
    });
    if (!caller.ok) return await refused(caller.refusal.reason, caller.refusal.message);
    const { person, functionArn } = caller.value;
    const isOperator = world.operators && functionArn === world.functions[0];
    return await answer({ person, isOperator }, asked, clientToken, objectOrEmpty(event));
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    report(error);
    const message = "AWS does not answer as it should; try again with the same client token";
    return refusedAnswer({ reason: "throttled", message });
  }
}

/** The ARN of this function. */
export function ownArn(account: string, env: ProcessEnvironment): string {
  const region = env["AWS_REGION"] ?? "";
  const partition = region.startsWith("cn-") ? "aws-cn" : region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
  return `arn:${partition}:lambda:${region}:${account}:function:${env["AWS_LAMBDA_FUNCTION_NAME"]}`;
}

/** The one text of a request; what is not a text names no grant. */
export function textOf(request: JsonObject, name: string): string {
  const value = request[name];
  return typeof value === "string" ? value : "";
}

type Reason = LiveReason | RefusalReason;

/** What the caller signed; undefined for what has no canonical form, and so was never signed. */
function hashOf(event: Parameters<typeof signedPayload>[0]): string | undefined {
  try {
    return canonicalHash(signedPayload(event));
  } catch {
    return undefined;
  }
}

/** The period of a request for a report; what is not an instant begins and ends no period. */
export function periodOf(request: JsonObject): { readonly from: number; readonly to: number } {
  return { from: parseInstant(textOf(request, "from")), to: parseInstant(textOf(request, "to")) };
}
