import { randomUUID } from "node:crypto";
import type { BrokerQuestion } from "../../adapters/aws/broker-client/broker-client.js";
import { BROKER_VERBS, type BrokerDoor } from "../../core/contracts/broker-address.js";

/** The doors of operators first: whom IAM keeps out asks as a person of one's own grants. */
const DOORS: readonly BrokerDoor[] = ["report", "revoke", "approve", "request"];

/** What a deployed broker is asked. @throws RangeError for a verb that no function answers */
export function question(
  verb: string,
  request: Readonly<Record<string, unknown>> = {},
  clientToken: string = randomUUID(),
): BrokerQuestion {
  const [first, ...others] = DOORS.filter((door) => (BROKER_VERBS[door] as readonly string[]).includes(verb));
  if (first === undefined) throw new RangeError(`no function of a broker answers ${verb}`);
  return { asked: { verb, request, clientToken }, functions: [first, ...others] };
}
