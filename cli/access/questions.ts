import { randomUUID } from "node:crypto";
import type { BrokerQuestion } from "../../adapters/aws/broker-client/broker-client.js";

type Request = Readonly<Record<string, unknown>>;

/** What the function for requests is asked. */
export function toRequest(
  verb: string,
  request: Request,
  clientToken: string = randomUUID(),
): BrokerQuestion {
  return { asked: { verb, request, clientToken }, functions: ["request"] };
}

/** What the function for approvals is asked. */
export function toApprove(verb: string, request: Request): BrokerQuestion {
  return { ...toRequest(verb, request), functions: ["approve"] };
}

/** What the function that revokes is asked; and where IAM lets only operators do so, the one for requests hands it on. */
export function toRevoke(request: Request): BrokerQuestion {
  return { ...toRequest("revoke", request), functions: ["revoke", "request"] };
}

/** What the function that sweeps is asked. */
export function toSweep(): BrokerQuestion {
  return { ...toRequest("sweep", {}), functions: ["revoke"] };
}

/** What the function for reports is asked, which knows everybody's grants; the one for requests knows one's own. */
export function toSee(verb: string, request: Request): BrokerQuestion {
  return { ...toRequest(verb, request), functions: ["report", "request"] };
}

/** What the function for reports is asked, and nobody else can answer. */
export function toReport(verb: string): BrokerQuestion {
  return { ...toRequest(verb, {}), functions: ["report"] };
}
