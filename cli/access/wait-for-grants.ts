import { setTimeout as pause } from "node:timers/promises";
import type { GrantState } from "../../core/access/grant.js";
import { parseInstant } from "../../core/time/instant.js";
import { showGrant } from "../../services/access-broker/show-grant.js";
import type { GrantAnswer, RequestAnswer } from "../../services/access-broker/verbs.js";
import { isAboutGrants, type LiveBroker } from "./live-broker.js";
import { outcomesOf } from "./print-answer.js";
import { question } from "./question.js";

/** Milliseconds between two looks: often at first, when an automatic start is under way, then at ease. */
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 10_000;
const GROWTH = 1.5;

/** States in which it is still open whether there will be access. */
const OPEN: ReadonlySet<GrantState> = new Set<GrantState>(["PENDING", "APPROVED", "PROVISIONING"]);

/** What a wait is for. */
export interface Waiting {
  /** Milliseconds since 1970. @default - until all is decided */
  readonly until?: number;
  /** Whether the start lies ahead, so that an approved grant is all there is to wait for. */
  readonly isScheduled: boolean;
  /** The broker's time, in milliseconds since 1970: a request that nobody approved in time lapses. */
  readonly now: () => number;
  /** Told of each look that changed something. */
  readonly say: (answer: RequestAnswer) => void;
}

/** What became of the grants. */
export interface Waited {
  readonly answer: RequestAnswer;
  /** Whether each of them is decided. */
  readonly isDecided: boolean;
}

/** Looks at the grants of a request until each is granted, denied or lapsed, or the time is over. */
export async function waitForGrants(
  first: RequestAnswer,
  broker: LiveBroker,
  waiting: Waiting,
): Promise<Waited> {
  let answer = first;
  for (let milliseconds = FIRST_PAUSE; ; milliseconds = Math.min(milliseconds * GROWTH, LONGEST_PAUSE)) {
    waiting.say(answer);
    const left = waiting.until === undefined ? milliseconds : waiting.until - Date.now();
    if (!isOpen(answer, waiting)) return { answer, isDecided: true };
    if (left <= 0) return { answer, isDecided: false };
    await pause(Math.min(milliseconds, left));
    answer = await lookAgain(answer, broker, waiting);
  }
}

function isOpen(answer: RequestAnswer, waiting: Waiting): boolean {
  return outcomesOf(answer).some((one) => isOneOpen(one, waiting));
}

function isOneOpen({ refused, state }: GrantAnswer, { isScheduled }: Waiting): boolean {
  if (refused || state === null || (isScheduled && state === "APPROVED")) return false;
  return OPEN.has(state);
}

async function lookAgain(
  answer: RequestAnswer,
  broker: LiveBroker,
  waiting: Waiting,
): Promise<RequestAnswer> {
  const again: GrantAnswer[] = [];
  for (const one of outcomesOf(answer))
    again.push(isOneOpen(one, waiting) ? await look(one, broker, waiting) : one);
  const [only] = again;
  return "outcomes" in answer || only === undefined ? { outcomes: again } : only;
}

/** Where the grant stands now; a look that AWS throttles says nothing new. */
async function look(last: GrantAnswer, broker: LiveBroker, { now }: Waiting): Promise<GrantAnswer> {
  const grant = last.grant ?? "";
  const asked = await broker.ask({
    // One's own grant: what operators are asked first would be refused at each look.
    question: { ...question("show", { grant }), functions: ["request"] },
    isAnswer: isAboutGrants,
    local: ({ ports, caller }) => showGrant(ports, caller, { grant }),
  });
  if (!asked.ok) return asked.refusal.reason === "throttled" ? last : refusedLike(last, asked.refusal);
  const seen = asked.answer;
  if (seen.refused) return seen.reason === "throttled" ? last : refusedLike(last, seen);
  const { state } = seen;
  if (state === "PENDING" && parseInstant(String(seen["pendingUntil"])) <= now()) {
    // The sweep says so within minutes; no approval counts any more.
    return refusedLike(last, { reason: "lapsed", message: "nobody approved it in time" });
  }
  return { ...pick(seen), refused: state !== null && state !== "ACTIVE" && !OPEN.has(state) };
}

function refusedLike(
  last: GrantAnswer,
  { reason, message }: Pick<GrantAnswer, "reason" | "message">,
): GrantAnswer {
  return { ...last, reason, message, refused: true };
}

/** The keys of an answer, without those that only `show` has. */
function pick(seen: GrantAnswer): GrantAnswer {
  const { grant, state, reason, deadline, policyArn, approvals, message, entitlement, refused } = seen;
  return { grant, state, reason, deadline, policyArn, approvals, message, entitlement, refused };
}
