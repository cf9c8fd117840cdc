import { asApplied, atNewAddresses } from "../../core/check/carried-over.js";
import { addressOf } from "../../core/check/moves.js";
import { readTransition, type Transition } from "../../core/check/transition.js";
import { accept, type Result, refuse, valueOrThrow } from "../../core/errors.js";
import { isJsonObject, member } from "../../core/json/values.js";
import { EC2_TABLES } from "../../core/reachability/reading/ec2-tables.js";
import { documentKind } from "../../core/terraform/document-kind.js";
import type { InputFile } from "../../core/terraform/input-file.js";
import type { Resource } from "../../core/terraform/resource.js";
import type { InputErrorCode } from "../input/error-codes.js";
import { type InputRole, readInput } from "../input/read-input.js";
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

/** What a change is read from beside its inputs: the folders of the configurations of those that are plans. */
export interface ConfigurationFolders {
  /** Of the plan after the change, or of the one plan. @default - not given */
  readonly source?: string;
  /** Of the plan before the change. @default - not given */
  readonly oldSource?: string;
}

/** The files of the configurations of a change's plans. */
export interface ChangeSources {
  /** @default - not given */
  readonly before?: readonly InputFile[];
  /** @default - not given */
  readonly after?: readonly InputFile[];
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
  folders: ConfigurationFolders = {},
): Promise<LoadedChange> {
  const read = async (path: string, given: Session["given"] = [], role: InputRole = "current") => {
    session.progress.say(`reading ${path}`);
    return valueOrThrow(await readInput(path, given, role));
  };
  const old = await read(oldPath, session.given, newPath === undefined ? "current" : "earlier");
  const current = newPath === undefined ? undefined : await read(newPath, session.given);
  const [source, oldSource] = [
    folders.source === undefined ? undefined : await read(folders.source),
    folders.oldSource === undefined ? undefined : await read(folders.oldSource),
  ];
  const change = changeOf(old.files, current?.files, session, {
    ...(source === undefined ? {} : { after: source.files }),
    ...(oldSource === undefined ? {} : { before: oldSource.files }),
  });
  return { ...change, warnings: [old, current].flatMap((one) => one?.warnings ?? []) };
}

/**
 * Decides the networks of files that were read.
 *
 * The network before stands at the addresses that `moved` gives it. A configuration is read as it stands once applied: with
 * what it ignores, no longer mentions, or forgets.
 *
 * @param second the input after the change; undefined where the first is one plan
 * @param sources the configurations of those that are plans
 * @throws CordonError with everything that is wrong with the input
 */
export function changeOf(
  first: readonly InputFile[],
  second: readonly InputFile[] | undefined,
  session: Session,
  sources: ChangeSources = {},
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
    ...(sources.before === undefined ? {} : { source: sources.before }),
    revise: (resources) => atNewAddresses(resources, transition),
  });
  const earlier = before.network.model.resources;
  const declared = new Set<string>();
  const revise = (resources: readonly Resource[]): readonly Resource[] => {
    for (const { id } of resources) declared.add(id);
    return asApplied(resources, earlier, transition);
  };
  const after = networkOf(newFiles, session, {
    ...(sources.after === undefined ? {} : { source: sources.after }),
    ...(isPlan ? { mayBeEmpty } : { revise }),
  });
  const isSilent = sources.before === undefined && oldFiles.every(({ json }) => isWithoutCode(json));
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
    before: isSilent ? { ...before, statements: after.statements } : before,
    after,
    transition: { ...transition, forgotten, ...(isOwnState ? {} : { changes: new Map() }) },
    warnings: [],
  };
}

/** A state or a plan, which holds no statement of the code: what the code states now counts before too. */
function isWithoutCode(json: unknown): boolean {
  const kind = documentKind(json);
  return kind === "state" || kind === "plan";
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
