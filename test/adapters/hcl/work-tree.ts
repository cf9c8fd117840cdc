import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import type { GivenValue } from "../../../adapters/hcl/assigned-values.js";
import { readInput } from "../../../cli/input/read-input.js";
import { valueOrThrow } from "../../../core/errors.js";
import { computeReachability } from "../../../core/reachability/compute-reachability.js";
import { readDocument } from "../../../core/reachability/read-document.js";
import { withLines } from "../../../core/terraform/configuration/written-place.js";

/** A folder with the files, which goes away with the test. */
export function workTree(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "cordon-hcl-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return folder;
}

/** What a folder of configuration comes to: its model, and its edges as "from -> to protocol ports certainty". */
export async function networkIn(folder: string, given: readonly GivenValue[] = [], workspace?: string) {
  const { files, warnings } = valueOrThrow(await readInput(folder, given));
  const model = valueOrThrow(
    withLines(readDocument(files, workspace === undefined ? {} : { workspace }), files),
  );
  const edges = computeReachability(model).edges.map(
    ({ from, to, protocol, fromPort, toPort, certainty }) =>
      `${from} -> ${to} ${protocol} ${fromPort}-${toPort} ${certainty}`,
  );
  return { model, edges, files, warnings };
}

/** Code and place of every problem of a folder, without the folder's own path. */
export async function problemsIn(folder: string, given: readonly GivenValue[] = []): Promise<string[]> {
  const read = await readInput(folder, given);
  const result = read.ok ? withLines(readDocument(read.value.files), read.value.files) : read;
  return result.ok
    ? []
    : result.problems.map(
        ({ code, where, summary }) => `${code} ${where?.replace(`${folder}/`, "")}: ${summary}`,
      );
}
