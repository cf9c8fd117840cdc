import type { Person } from "../../core/identity/person.js";
import type { Call } from "./call.js";
import type { SubjectRow } from "./rows.js";

/** What a sign-in leaves behind: facts for the next one's risk, and its own risk for the session's row. */
export interface SignInFacts {
  readonly facts: Partial<Person>;
  readonly risk: Omit<SubjectRow, "revoked">;
}

/** The facts of this sign-in, and its risk. */
export async function signInFacts(_call: Call, _person: Person): Promise<SignInFacts> {
  return { facts: {}, risk: {} };
}
