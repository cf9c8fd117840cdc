import { callerOf } from "../../../adapters/aws/caller-identity/caller-identity.js";
import type { IAMClient } from "../../../adapters/aws/clients/clients.js";
import { canonicalHash } from "../../../core/access/canonical-json.js";
import type { EntitlementFile } from "../../../core/access/entitlement.js";
import { signedPayload } from "../../../core/contracts/access-identity.js";
import { type JsonObject, objectOrEmpty } from "../../../core/json/values.js";
import { refusedAnswer } from "../../../services/access-broker/answer.js";
import type { RememberedSignatures } from "../../../services/access-broker/ports.js";
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
  readonly store: RememberedSignatures;
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
  if (version !== 1 || answer === undefined) {
    return refused("invalid_request", `this function answers ${Object.keys(verbs).join(", ")}, in version 1`);
  }
  if (typeof clientToken !== "string" || !CLIENT_TOKEN.test(clientToken)) {
    return refused("invalid_request", "clientToken is 1 to 128 characters without blanks");
  }
  try {
    const { people } = await world.entitlements();
    const payload = canonicalHash(
      signedPayload({ version: 1, verb: verb as string, request: asked, clientToken }),
    );
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
    if (!caller.ok) return refused(caller.refusal.reason, caller.refusal.message);
    const { person, functionArn } = caller.value;
    const isOperator = world.operators && functionArn === world.functions[0];
    return await answer({ person, isOperator }, asked, clientToken, objectOrEmpty(event));
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    report(error);
    return refused("throttled", "AWS does not answer as it should; try again with the same client token");
  }
}

/** The ARN of this function. */
export function ownArn(account: string, env: ProcessEnvironment): string {
  const region = env["AWS_REGION"] ?? "";
  const partition = region.startsWith("cn-") ? "aws-cn" : region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
  return `arn:${partition}:lambda:${region}:${account}:function:${env["AWS_LAMBDA_FUNCTION_NAME"]}`;
}

/** The one text of a request; what is no text names no grant. */
export function textOf(request: JsonObject, name: string): string {
  const value = request[name];
  return typeof value === "string" ? value : "";
}

function refused(reason: string, message: string): unknown {
  return refusedAnswer({ reason, message });
}
