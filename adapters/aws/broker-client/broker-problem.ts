import { CordonError, quote } from "../../../core/errors.js";
import { OutsideError } from "../../../services/intent-do-sweep/outside-error.js";
import { codeOf, outside } from "../outside/outside-call.js";
import type { BrokerClientErrorCode, BrokerClientProblem } from "./error-codes.js";

interface Words {
  readonly code: BrokerClientErrorCode;
  readonly summary: string;
  readonly allowed: string;
  readonly fix: string;
}

const CREDENTIALS: Words = {
  code: "CORDON_BROKER_CREDENTIALS",
  summary: "AWS does not know who asks",
  allowed: "valid AWS credentials, from the environment or a profile",
  fix: "sign in, as with aws sso login, or set AWS_PROFILE",
};

/** Errors of AWS and of its SDK that mean that there are no credentials which count. */
const OF_CREDENTIALS: ReadonlySet<string> = new Set([
  "CredentialsProvider",
  "ExpiredToken",
  "InvalidClientTokenId",
  "InvalidSignature",
  "SignatureDoesNotMatch",
  "TokenProvider",
  "UnrecognizedClient",
]);

const ABSENT: Words = {
  code: "CORDON_BROKER_FUNCTION_MISSING",
  summary: "there is no such function",
  allowed: "the outputs of a stack that is deployed",
  fix: "write the outputs again: terraform output -json",
};
const DENIED: Words = {
  code: "CORDON_BROKER_DENIED",
  summary: "IAM refuses the call",
  allowed: "callers whom IAM lets do this",
  fix: "ask for lambda:InvokeFunction on the function, or sts:AssumeRole on the role",
};
const UNREACHABLE: Words = {
  code: "CORDON_BROKER_UNREACHABLE",
  summary: "AWS cannot be reached",
  allowed: "a network with a way to AWS",
  fix: "check the network, then try again with the same client token",
};
const UNKNOWN_ANSWER: Words = {
  code: "CORDON_BROKER_ANSWER_UNKNOWN",
  summary: "this is not an answer of a broker",
  allowed: "the JSON that the functions of this version answer",
  fix: "name the functions of a broker, of the version of this command",
};
const REFUSED: Words = {
  code: "CORDON_BROKER_REFUSED",
  summary: "AWS refuses the call",
  allowed: "a call that AWS takes",
  fix: "read what AWS says",
};

/**
 * Calls AWS for a person, who reads what is wrong.
 *
 * @throws OutsideError of kind "throttled" where AWS throttles, CordonError with a code of BROKER_CLIENT_ERROR_CODES for
 * whatever else is refused
 */
export async function askAws<T>(where: string, call: () => Promise<T>): Promise<T> {
  try {
    return await outside(call);
  } catch (error) {
    if (!(error instanceof OutsideError) || error.cause === undefined) throw error;
    const words = wordsOf(error);
    if (words === undefined) throw error;
    throw brokerError(words, error.message, where);
  }
}

/** The error of a call, as one line. */
export function brokerError(words: Words, got: string, where: string): CordonError {
  return new CordonError([{ ...words, got: quote(got), where } satisfies BrokerClientProblem]);
}

/** The error of an answer that this version does not know. */
export function unknownAnswer(got: unknown, where: string): CordonError {
  return new CordonError([{ ...UNKNOWN_ANSWER, got: quote(got), where } satisfies BrokerClientProblem]);
}

/** Whether IAM refused the call. */
export function isDenied(error: unknown): boolean {
  return error instanceof CordonError && error.code === DENIED.code;
}

function wordsOf({ cause, kind }: OutsideError): Words | undefined {
  if (cause instanceof SyntaxError) return UNKNOWN_ANSWER;
  const code = codeOf(cause);
  if (OF_CREDENTIALS.has(code)) return CREDENTIALS;
  if (code === "AccessDenied") return DENIED;
  if (kind === "absent") return ABSENT;
  if (kind !== "throttled") return REFUSED;
  const { $metadata } = cause as { readonly $metadata?: { readonly httpStatusCode?: number } };
  return $metadata?.httpStatusCode === undefined ? UNREACHABLE : undefined;
}
