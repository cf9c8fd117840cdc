/**
 * How a caller of the broker says who it is: an STS `GetCallerIdentity` that it signs, and that STS alone can judge.
 *
 * Client and broker build the same request from these parts; nothing else of it is the client's to choose.
 */
export const SIGNED_IDENTITY = {
  method: "POST",
  path: "/",
  body: "Action=GetCallerIdentity&Version=2011-06-15",
  contentType: "application/x-www-form-urlencoded; charset=utf-8",
  /** Signed header with the ARN of the function that is asked: an identity for one function serves no other. */
  functionHeader: "x-cordon-function",
  /** Signed header with `sha256:` and the hash of the canonical JSON of version, verb, request and clientToken. */
  payloadHeader: "x-cordon-payload",
  /** Signed header with something random: without it two requests of one second have one signature, and one is a replay. */
  nonceHeader: "x-cordon-nonce",
} as const;

/** An event of a function of the broker that people call. */
export interface BrokerEvent {
  readonly version: 1;
  readonly verb: string;
  readonly request: Readonly<Record<string, unknown>>;
  readonly clientToken: string;
  readonly identity: { readonly url: string; readonly headers: Readonly<Record<string, string>> };
}

/** What the signature covers of an event, for `canonicalHash`. */
export function signedPayload({
  version,
  verb,
  request,
  clientToken,
}: Omit<BrokerEvent, "identity">): Readonly<Record<string, unknown>> {
  return { version, verb, request, clientToken };
}

/** Regional hosts of STS; the global one is answered in another region than it is signed for. */
export function stsHost(region: string): string | undefined {
  if (!REGION.test(region)) return undefined;
  return `sts.${region}.amazonaws.com${region.startsWith("cn-") ? ".cn" : ""}`;
}

/** Regions as AWS names them: `eu-central-1`, `us-gov-west-1`, `ap-southeast-7`. */
const REGION =
  /^(?:af|ap|ca|cn|eu|il|me|mx|sa|us|us-gov)-(?:central|east|north|northeast|northwest|south|southeast|southwest|west)-\d$/;
