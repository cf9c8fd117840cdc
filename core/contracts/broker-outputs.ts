import { accept, quote, type Result, refuse } from "../errors.js";
import { isJsonObject, type JsonObject, member, objectOrEmpty, own } from "../json/values.js";
import { stsHost } from "./access-identity.js";
import type { ContractErrorCode } from "./error-codes.js";

/** The functions that people invoke; the one that provisions is not among them. */
export const ASKED_FUNCTIONS = ["request", "approve", "revoke", "report"] as const;

/** One of them. */
export type AskedFunction = (typeof ASKED_FUNCTIONS)[number];

/** The output `<id>_broker` of a stack with an access broker: its region, and the ARNs of its functions. */
export type BrokerOutputs = { readonly region: string } & Readonly<Record<AskedFunction, string>>;

const FUNCTION_ARN =
  /^arn:(aws|aws-cn|aws-us-gov):lambda:([a-z0-9-]+):(\d{12}):function:[A-Za-z0-9_-]{1,64}$/;

const ALLOWED =
  "terraform output -json, the outputs file of cdktf deploy, or the value of the output <id>_broker alone";

/**
 * Finds the broker in the outputs of a stack, in any of the forms in which Terraform and CDKTF write them.
 *
 * Problems: CORDON_BROKER_OUTPUTS_REFUSED where there is none, more than one, or one that names no functions of one
 * account and region.
 */
export function readBrokerOutputs(json: unknown, where: string): Result<BrokerOutputs, ContractErrorCode> {
  const found = brokersIn(json);
  const [first, ...others] = found;
  if (first === undefined) {
    return refused(
      where,
      "the outputs hold no access broker",
      quote(namesIn(json)),
      "deploy the stack first",
    );
  }
  if (others.length > 0) {
    const names = found.map(({ name }) => name);
    const fix = `pass one of them, as in terraform output -json ${first.name}`;
    return refused(where, "the outputs hold several access brokers", quote(names), fix);
  }
  return readOne(first.value, where);
}

interface Found {
  readonly name: string;
  readonly value: JsonObject;
}

/** An output is the value itself, `{ value }` around it, or lies in the object of its stack. */
function brokersIn(json: unknown, name = "", depth = 0): Found[] {
  if (!isJsonObject(json)) return [];
  if (isBroker(json)) return [{ name, value: json }];
  const value = own(json, "value");
  if (isBroker(value)) return [{ name, value }];
  if (depth === 2) return [];
  return Object.entries(json).flatMap(([key, one]) => brokersIn(one, key, depth + 1));
}

function isBroker(value: unknown): value is JsonObject {
  return isJsonObject(value) && Object.hasOwn(value, "region") && Object.hasOwn(value, "request");
}

function readOne(value: JsonObject, where: string): Result<BrokerOutputs, ContractErrorCode> {
  const region = own(value, "region");
  if (typeof region !== "string" || stsHost(region) === undefined) {
    return refused(
      where,
      "this is the region of no broker",
      quote(region),
      "apply the stack, and write its outputs again",
    );
  }
  const accounts = new Set<string | undefined>();
  for (const name of ASKED_FUNCTIONS) {
    const arn = member(value, name);
    const [, partition, its, account] = FUNCTION_ARN.exec(typeof arn === "string" ? arn : "") ?? [];
    accounts.add(partition === undefined ? undefined : `${partition} ${account}`);
    if (its !== region || accounts.size > 1) {
      const summary = `the function for ${name} is none of the broker's account and region`;
      return refused(where, summary, quote(arn), "apply the stack, and write its outputs again");
    }
  }
  const { request, approve, revoke, report } = value as unknown as BrokerOutputs;
  return accept({ region, request, approve, revoke, report });
}

function namesIn(json: unknown): readonly string[] {
  return Object.keys(objectOrEmpty(json));
}

function refused(where: string, summary: string, got: string, fix: string): Result<never, ContractErrorCode> {
  return refuse({ code: "CORDON_BROKER_OUTPUTS_REFUSED", summary, got, allowed: ALLOWED, fix, where });
}
