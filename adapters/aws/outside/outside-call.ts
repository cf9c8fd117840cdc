import { OutsideError, type OutsideErrorKind } from "../../../services/intent-do-sweep/outside-error.js";

/** Error codes of AWS by what they mean for whoever goes on; the SDK appends "Exception" to some of them. */
const KINDS: Readonly<Record<string, OutsideErrorKind>> = {
  NoSuchEntity: "absent",
  ResourceNotFound: "absent",
  "InvalidGroup.NotFound": "absent",
  "InvalidPermission.NotFound": "absent",
  "InvalidSecurityGroupRuleId.NotFound": "absent",
  ConcurrentModification: "busy",
  TransactionConflict: "busy",
  DeleteConflict: "delete-conflict",
  LimitExceeded: "limit",
  ServiceQuotaExceeded: "limit",
  RulesPerSecurityGroupLimitExceeded: "limit",
  UnmodifiableEntity: "unmodifiable",
  InternalFailure: "throttled",
  InternalServerError: "throttled",
  InternalServer: "throttled",
  ProvisionedThroughputExceeded: "throttled",
  RequestLimitExceeded: "throttled",
  ServiceFailure: "throttled",
  ServiceUnavailable: "throttled",
  Throttled: "throttled",
  Throttling: "throttled",
  ThrottlingException: "throttled",
  Timeout: "throttled",
  TooManyRequests: "throttled",
};

/** The code of an AWS error without its suffix; that of our own errors is their name. */
export function codeOf(error: unknown): string {
  return error instanceof Error ? error.name.replace(/(?:Exception|Error)$/, "") : "";
}

/** Calls AWS. @throws OutsideError for whatever AWS or the way to it refuses */
export async function outside<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof OutsideError) throw error;
    const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new OutsideError(kindOf(error), message, { cause: error });
  }
}

/** The same where what is absent is nothing to complain of. */
export async function outsideOr<T, Else>(otherwise: Else, call: () => Promise<T>): Promise<T | Else> {
  try {
    return await outside(call);
  } catch (error) {
    if (error instanceof OutsideError && error.kind === "absent") return otherwise;
    throw error;
  }
}

function kindOf(error: unknown): OutsideErrorKind {
  const known = KINDS[codeOf(error)];
  if (known !== undefined) return known;
  const { $metadata, $retryable } = error as {
    readonly $metadata?: { readonly httpStatusCode?: number };
    readonly $retryable?: object;
  };
  const status = $metadata?.httpStatusCode;
  // Without a status there was no answer: the network, or a time-out.
  return $retryable !== undefined || status === undefined || status >= 500 ? "throttled" : "refused";
}
