import { asApplied, atNewAddresses } from "../../core/check/carried-over.js";
import { addressOf } from "../../core/check/moves.js";
import { readTransition, type Transition } from "../../core/check/transition.js";
import { accept, type Result, refuse, valueOrThrow } from "../../core/errors.js";
import { isJsonObject, member } from "../../core/json/values.js";
import { EC2_TABLES } from "../../core/reachability/reading/ec2-tables.js";
import { documentKind } from "../../core/terraform/document-kind.js";
import type { InputFile } from "../../core/terraform/input-file.js";
import type { InputErrorCode } from "../input/error-codes.js";
import { readInput } from "../input/read-input.js";
import { type LoadedNetwork, networkOf } from "./load-network.js";
import type { Session } from "./session.js";

/** Two networks, with what leads from the one to the other. */
export interface LoadedChange {
  readonly before: LoadedNetwork;
  readonly after: LoadedNetwork;
  readonly transition: Transition;
  /** What the user should know about the inputs, a sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Reads and decides the networks before and after a change; of one plan alone, its prior state and its planned values.
 *
 * @throws CordonError with everything that is wrong with the input
 */
export async function loadChange(
  oldPath: string,
  newPath: string | undefined,
  session: Session,
): Promise<LoadedChange> {
  session.progress.say(`reading ${oldPath}`);
  const old = valueOrThrow(
    await readInput(oldPath, session.given, newPath === undefined ? "current" : "earlier"),
  );
  if (newPath === undefined) return { ...changeOf(old.files, undefined, session), warnings: old.warnings };
  const current = valueOrThrow(await readInput(newPath, session.given));
  return { ...changeOf(old.files, current.files, session), warnings: [...old.warnings, ...current.warnings] };
}

/**
 * Decides the networks of files that were read.
 *
 * The network before stands at the addresses that `moved` gives it. A configuration is read as it stands once applied: with
 * what it ignores, no longer mentions, or forgets.
 *
 * @param second the input after the change; undefined where the first is one plan
 * @throws CordonError with everything that is wrong with the input
 */
export function changeOf(
  first: readonly InputFile[],
  second: readonly InputFile[] | undefined,
  session: Session,
): LoadedChange {
  const newFiles = second ?? first;
  const oldFiles = second === undefined ? valueOrThrow(priorState(first)) : first;
  const transition = readTransition(newFiles);
  const isPlan = newFiles.some(({ json }) => documentKind(json) === "plan");
  const isOwnState =
    second === undefined || (isPlan && oldFiles.some(({ json }) => documentKind(json) === "state"));
  const mayBeEmpty = second === undefined;
  const before = networkOf(oldFiles, session, {
    mayBeEmpty,
    revise: (resources) => atNewAddresses(resources, transition),
  });
  const earlier = before.network.model.resources;
  const declared = new Set<string>();
  const after = networkOf(
    newFiles,
    session,
    isPlan
      ? { mayBeEmpty }
      : {
          revise: (resources) => {
            for (const { id } of resources) declared.add(id);
            return asApplied(resources, earlier, transition);
          },
        },
  );
  // What AWS made itself is let go like what a removed block names.
  const released = [...after.network.model.resources.values()].filter(
    ({ id, type }) =>
      EC2_TABLES.adopts(type) !== undefined &&
      (isPlan
        ? transition.changes.get(id)?.actions.includes("delete") === true
        : earlier.has(id) && !declared.has(id)),
  );
  const forgotten = [
    ...transition.forgotten,
    ...released.map((one) => ({ from: addressOf(one), stack: one.document })),
  ];
  // What a plan does, it does to its own prior state.
  return {
    before,
    after,
    transition: { ...transition, forgotten, ...(isOwnState ? {} : { changes: new Map() }) },
    warnings: [],
  };
}

/** The prior state of a plan, as the state that it is; of a plan that starts from nothing, an empty one. */
function priorState(files: readonly InputFile[]): Result<InputFile[], InputErrorCode> {
  const [file] = files;
  if (files.length !== 1 || file === undefined || documentKind(file.json) !== "plan")
    return refuse({
      code: "CORDON_INPUT_NOT_A_PLAN",
      summary: "one input alone must be a plan, which holds the state before it",
      got: files.map(({ path }) => path).join(", "),
      allowed: "the output of terraform show -json on a plan, or two inputs",
      fix: "name the input before the change too",
      where: file?.path ?? "",
    });
  const prior = member(file.json, "prior_state");
  const json = isJsonObject(prior) ? prior : { format_version: "1.0", terraform_version: "", values: {} };
  return accept([{ path: `${file.path}, prior state`, json }]);
}
