import { type JsonObject, objectOrEmpty, own } from "../json/values.js";
import { stsHost } from "./access-identity.js";

/**
 * Where a deployed access broker is asked: what the output `<path of the construct>_broker` of its stack holds, and what
 * `cordon access --broker` takes. An identity is signed for the ARN of one of the functions.
 */
export interface BrokerAddress {
  /** Region of the functions: "eu-central-1". */
  readonly region: string;
  /** ARN of the function for one's own grants. */
  readonly request: string;
  /** ARN of the function for those who approve. */
  readonly approve: string;
  /** ARN of the function that revokes anybody's grants, and sweeps. */
  readonly revoke: string;
  /** ARN of the function that lists and reports anybody's grants. */
  readonly report: string;
}

/** The functions of a broker that people may invoke, each with the verbs that it answers. */
export const BROKER_VERBS = {
  /** One's own grants: who may ask may do no more with this function. */
  request: ["request", "extend", "cancel", "list", "show", "report", "credentials", "revoke"],
  approve: ["approve", "deny", "review"],
  /** Anybody's grants: whom IAM lets invoke it is an operator. `sweep` needs no identity. */
  revoke: ["revoke", "sweep"],
  /** Anybody's grants. */
  report: ["list", "show", "report", "audit-verify"],
} as const satisfies Readonly<Record<Exclude<keyof BrokerAddress, "region">, readonly string[]>>;

/** A function of a broker that people may invoke. */
export type BrokerDoor = keyof typeof BROKER_VERBS;

const DOORS = ["request", "approve", "revoke", "report"] as const satisfies readonly BrokerDoor[];
const FUNCTION_ARN = /^(arn:[a-z-]+:lambda:([a-z0-9-]+):\d{12}:function:)[A-Za-z0-9_-]{1,64}$/;

/** What a broker's address looks like, for errors. */
export const BROKER_ADDRESS_ALLOWED = `{"region", ${DOORS.map((door) => `"${door}"`).join(", ")}} with the ARN of a function of that region, and of one account, for each door`;

/** The address that a parsed JSON says, or undefined for one that is none. Keys that it does not know are ignored. */
export function brokerAddress(value: unknown): BrokerAddress | undefined {
  const given: JsonObject = objectOrEmpty(value);
  const region = own(given, "region");
  // Identities are signed for the STS of the region.
  if (typeof region !== "string" || stsHost(region) === undefined) return undefined;
  const functions = DOORS.map((door) => [door, own(given, door)] as const);
  const prefixes = new Set(functions.map(([, arn]) => prefixOf(arn, region)));
  if (prefixes.size !== 1 || prefixes.has(undefined)) return undefined;
  return { region, ...Object.fromEntries(functions) } as unknown as BrokerAddress;
}

/** What the ARNs of all functions of one account and region begin with; undefined for one of another region. */
function prefixOf(arn: unknown, region: string): string | undefined {
  const [, prefix, its] = FUNCTION_ARN.exec(typeof arn === "string" ? arn : "") ?? [];
  return its === region ? prefix : undefined;
}
