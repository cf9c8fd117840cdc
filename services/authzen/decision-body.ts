import type { RecordedAnswer } from "../policy-engine/record-answer.js";

/** An Access Evaluation Response (AuthZEN Authorization API 1.0). */
export interface DecisionBody {
  readonly decision: boolean;
  readonly context: {
    /** The reason code. */
    readonly id: string;
    /** For the policy enforcement point and its people alone. */
    readonly reason_admin: Readonly<Record<string, string>>;
    /** For everybody. */
    readonly reason_user: Readonly<Record<string, string>>;
  };
}

/** What people without knowledge of the policies may read. */
const USER_TEXTS = { allowed: "Access is allowed.", denied: "Access is denied." } as const;

/** The answer in the specification's words; reason fields hold texts only, so lists are JSON in them. */
export function decisionBody(answer: RecordedAnswer): DecisionBody {
  return {
    decision: answer.allowed,
    context: {
      id: answer.reason,
      reason_admin: {
        event: answer.eventId,
        ...problemOf(answer),
        ...(answer.policy === null ? {} : { policy: answer.policy }),
        ...(answer.validUntil === null ? {} : { validUntil: answer.validUntil }),
        ...(answer.obligations.length === 0 ? {} : { obligations: JSON.stringify(answer.obligations) }),
        ...(answer.obligationsComplete === false ? { obligationsComplete: "false" } : {}),
      },
      reason_user: { en: answer.allowed ? USER_TEXTS.allowed : USER_TEXTS.denied },
    },
  };
}

/** What is wrong with a request that no policy can judge. */
function problemOf({ because }: RecordedAnswer): Readonly<Record<string, string>> {
  const [first] = because;
  return first !== undefined && "problem" in first ? { en: first.problem } : {};
}
