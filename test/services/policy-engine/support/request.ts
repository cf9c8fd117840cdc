import { answerRequest } from "../../../../services/policy-engine/answer-request.js";
import type { PresentedRequest } from "../../../../services/policy-engine/presented-request.js";
import { verified } from "../../../../services/policy-engine/reasons.js";
import type { RecordedAnswer } from "../../../../services/policy-engine/record-answer.js";
import { type Ran, runIn, type Situation } from "./situation.js";

const ORDER = { action: "http:GET", resource: "orders/42" };

/** Reading an order with that token. */
export function reading(token: string): PresentedRequest {
  return {
    token: verified(token),
    sourceIp: "198.51.100.7",
    place: {},
    target: verified(ORDER),
    written: { action: "http:GET", resource: "/orders/42" },
    justification: undefined,
  };
}

/** Asks the policy engine itself, behind no gateway. */
export function answerIn(
  situation: Situation,
  presented: PresentedRequest | undefined,
): Promise<Ran<RecordedAnswer>> {
  return runIn(situation, (settings, ports, signal) => answerRequest(presented, settings, ports, signal));
}
