import { formatInstant } from "../../core/time/instant.js";
import type { Scheduler } from "../../services/access-broker/ports.js";
import type { AwsHolder } from "./aws-state.js";
import type { Faults } from "./faults.js";

/** Keeps schedules; nobody is woken by them in local mode, the sweep is. */
export function fakeScheduler(aws: AwsHolder, faults: Faults): Scheduler {
  return {
    schedule: async (name, at, grant) =>
      faults.call(`scheduler CreateSchedule ${name}`, () =>
        aws.update((state) => {
          if (state.schedules[name] !== undefined) return { state, result: undefined };
          const schedules = { ...state.schedules, [name]: { at: formatInstant(at), grant } };
          return { state: { ...state, schedules }, result: undefined };
        }),
      ),
    remove: async (name) =>
      faults.call(`scheduler DeleteSchedule ${name}`, () =>
        aws.update((state) => {
          const { [name]: known, ...schedules } = state.schedules;
          return { state: known === undefined ? state : { ...state, schedules }, result: undefined };
        }),
      ),
    schedules: async function* () {
      yield Object.entries(aws.read().schedules).map(([name, { grant }]) => ({ name, grant }));
    },
  };
}
