import type { AccessPolicyRows, SubjectFlags } from "../../services/access-broker/ports.js";
import type { AwsHolder } from "./aws-state.js";
import type { Faults } from "./faults.js";

/** The rows of subjects that the policy engine reads. */
export function fakeRows(aws: AwsHolder, faults: Faults): AccessPolicyRows & SubjectFlags {
  return {
    put: async (subject, policy) =>
      faults.call(`rows put ${subject} ${policy.id}`, () =>
        aws.update((state) => {
          const row = { ...state.rows?.[subject], [policy.id]: policy };
          return { state: { ...state, rows: { ...state.rows, [subject]: row } }, result: undefined };
        }),
      ),
    get: async (subject, id) => aws.read().rows?.[subject]?.[id],
    remove: async (subject, id) =>
      faults.call(`rows remove ${subject} ${id}`, () =>
        aws.update((state) => {
          const { [id]: known, ...row } = state.rows?.[subject] ?? {};
          if (known === undefined) return { state, result: undefined };
          return { state: { ...state, rows: { ...state.rows, [subject]: row } }, result: undefined };
        }),
      ),
    rows: async function* () {
      const { rows = {} } = aws.read();
      yield Object.entries(rows).flatMap(([subject, row]) =>
        Object.values(row).map((policy) => ({ subject, policy })),
      );
    },
    hasCriticalFinding: async (subject) => (aws.read().criticalFindings ?? []).includes(subject),
  };
}
