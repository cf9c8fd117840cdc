import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Fault } from "../../adapters/local/faults.js";
import type { LocalPorts } from "../../adapters/local/local-ports.js";
import { CordonError } from "../../core/errors.js";
import type { Caller } from "../../services/access-broker/verbs.js";
import { OutsideError } from "../../services/intent-do-sweep/outside-error.js";
import { asUnreadable, unreadable } from "../input/input-files.js";
import { instantOf } from "../input/now.js";
import { refusedOption } from "../input/refuse-option.js";
import type { Streams } from "../streams.js";
import { loadEntitlements } from "./entitlement-file.js";
import type { LiveOptions } from "./live-options.js";

/** The broker in this process, and who asks it. */
export interface LocalSession {
  readonly ports: LocalPorts;
  readonly folder: string;
  /** Who `--as` names. Without it one who may see and end everything: whoever has the folder does. */
  readonly caller: Caller;
}

/** Runs a verb on the folder of `--local`. @throws CordonError for bad usage, and for what cannot be read */
export async function inLocalMode<T>(
  options: LiveOptions,
  streams: Streams,
  verb: (session: LocalSession) => Promise<T>,
): Promise<T> {
  const { local: folder } = options;
  if (folder === undefined)
    throw refusedOption({
      where: "--local",
      summary: "local mode needs a folder",
      allowed: "a folder that holds entitlements.json",
      fix: "name one with --local",
    });
  const caller = callerOf(options);
  const start = instantOf(options.now);
  const fault = await faultOf(process.env["CORDON_FAULT"]);
  const file = join(folder, "entitlements.json");
  // Without entitlements there is nothing to broker; what stands in them is read by the verbs that need it.
  if (!existsSync(file)) throw unreadable(file, "there is no such file", "put the entitlements there");
  const entitlements = async () => loadEntitlements(file);
  // Here, because no other verb waits for the store.
  const { openLocalFolder } = await import("../../adapters/local/local-folder.js");
  const now = options.now === undefined ? Date.now : () => start;
  const { ports, close } = opened(folder, () => openLocalFolder(folder, { now, entitlements, fault }));
  try {
    // What a process left that died before its events stood in the audit trail.
    await carryOver(ports, streams);
    const result = await verb({ ports, folder, caller });
    await carryOver(ports, streams);
    return result;
  } finally {
    await close();
  }
}

function opened<T>(folder: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    if (error instanceof CordonError) throw error;
    throw asUnreadable(folder, error);
  }
}

async function carryOver({ heads }: LocalPorts, streams: Streams): Promise<void> {
  try {
    await heads.flush();
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    await streams.err.write("the audit trail is behind the ledger; the next command carries it over\n");
  }
}

const AS = /^(user|service):(.+)$/su;
const AS_OPTION = {
  where: "--as",
  allowed: "user:<id> or service:<id>",
  fix: "say who asks, as in --as user:u-17",
} as const;

function callerOf({ as, group = [] }: LiveOptions): Caller {
  if (as === undefined) return { person: { id: "local", kind: "operator", groups: [] }, isOperator: true };
  const [, kind, id] = AS.exec(as) ?? [];
  if (kind === undefined || id === undefined) {
    throw refusedOption({ ...AS_OPTION, summary: "this names nobody", got: as });
  }
  return { person: { id, kind, groups: [...group] } };
}

/** The caller, for verbs that somebody must be. @throws CordonError without `--as` */
export function personal({ caller }: LocalSession): Caller {
  if (caller.isOperator !== true) return caller;
  throw refusedOption({ ...AS_OPTION, summary: "the verb needs to know who asks" });
}

async function faultOf(text: string | undefined): Promise<Fault | undefined> {
  if (text === undefined || text === "") return undefined;
  const { readFault } = await import("../../adapters/local/faults.js");
  const fault = readFault(text);
  if (fault !== undefined) return fault;
  throw refusedOption({
    where: "CORDON_FAULT",
    summary: "this is not a fault",
    got: text,
    allowed: "before:<n>, after:<n> or error:<n>",
    fix: "name one, or leave the variable unset",
  });
}
