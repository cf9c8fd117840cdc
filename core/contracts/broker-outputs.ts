import { accept, quote, type Result, refuse } from "../errors.js";
import { isJsonObject, objectOrEmpty, own } from "../json/values.js";
import { BROKER_ADDRESS_ALLOWED, type BrokerAddress, brokerAddress } from "./broker-address.js";
import type { ContractErrorCode } from "./error-codes.js";

const FORMS =
  "terraform output -json, the outputs file of cdktf deploy, or the value of the output <id>_broker alone";

/**
 * Finds the address of the broker in the outputs of a stack, in any of the forms in which Terraform and CDKTF write them.
 *
 * Problems: CORDON_BROKER_OUTPUTS_REFUSED where there is none, more than one, or one that is not an address.
 */
export function readBrokerOutputs(json: unknown, where: string): Result<BrokerAddress, ContractErrorCode> {
  const found = brokersIn(json);
  const [first, ...others] = found;
  if (first === undefined) {
    const got = quote(Object.keys(objectOrEmpty(json)));
    return refused(
      where,
      "the outputs hold no access broker",
      got,
      FORMS,
      "deploy the stack, and write its outputs",
    );
  }
  if (others.length > 0) {
    const got = quote(found.map(({ name }) => name));
    const fix = `pass one of them, as in terraform output -json ${first.name}`;
    return refused(where, "the outputs hold several access brokers", got, FORMS, fix);
  }
  const address = brokerAddress(first.value);
  if (address !== undefined) return accept(address);
  const fix = "apply the stack, and write its outputs again";
  return refused(
    where,
    "this is not an address of a broker",
    quote(first.value),
    BROKER_ADDRESS_ALLOWED,
    fix,
  );
}

interface Found {
  readonly name: string;
  readonly value: object;
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

function isBroker(value: unknown): value is object {
  return isJsonObject(value) && Object.hasOwn(value, "region") && Object.hasOwn(value, "request");
}

function refused(
  where: string,
  summary: string,
  got: string,
  allowed: string,
  fix: string,
): Result<never, ContractErrorCode> {
  return refuse({ code: "CORDON_BROKER_OUTPUTS_REFUSED", summary, got, allowed, fix, where });
}
