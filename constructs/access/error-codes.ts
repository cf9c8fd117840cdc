import type { Problem } from "../../core/errors.js";

/** Every error code of the constructs for just-in-time access, with what it means. `docs/errors.md` is generated from it. */
export const JIT_ERROR_CODES = {
  CORDON_JIT_ENTITLEMENTS_UNREADABLE: "The file of entitlements of an access broker cannot be read.",
  CORDON_JIT_ENTITLEMENT_REFUSED:
    "An entitlement can never be granted as it stands: nobody can approve it, AWS lets nobody attach to its target, or a grant would not end.",
  CORDON_JIT_PEOPLE_REFUSED:
    "A role of `people` names persons by the source identity, which STS does not tell a deployed broker.",
  CORDON_JIT_TARGET_ELSEWHERE:
    "The target of an entitlement lies in an account that the broker does not serve.",
  CORDON_JIT_SETTING_REFUSED: "A setting of an access broker cannot be used.",
  CORDON_JIT_ROLE_UNPINNED:
    "The trust policy of a target does not pin the source identity or the session name to the caller.",
  CORDON_JIT_ROLE_BOUNDARY:
    "The target of an entitlement has another permissions boundary than the broker's.",
  CORDON_JIT_FLOW_STORAGE:
    "A flow is declared for an access broker that keeps its entitlements in its archive.",
  CORDON_JIT_FLOW_REFUSED: "A flow cannot be granted just in time as it is declared.",
  CORDON_JIT_POLICY_UNREAD: "Entitlements open an API, and no policy engine reads their grants.",
  CORDON_TIME_BOUND_SETTING_REFUSED: "A setting of a time-bound policy cannot be used.",
  CORDON_TIME_BOUND_DEADLINE: "A deadline is not one absolute instant, written YYYY-MM-DDTHH:MM:SSZ.",
  CORDON_TIME_BOUND_PAST: "A deadline is over.",
  CORDON_TIME_BOUND_STATEMENT: "A statement of a time-bound policy is refused.",
} as const;

/** An error code of the constructs for just-in-time access. */
export type JitErrorCode = keyof typeof JIT_ERROR_CODES;

/** A problem of the constructs for just-in-time access. */
export type JitProblem = Problem<JitErrorCode>;
