import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { valueOrThrow } from "../../core/errors.js";
import { computeReachability } from "../../core/reachability/compute-reachability.js";
import { readDocument } from "../../core/reachability/read-document.js";
import {
  SHAPE_DOCUMENTS,
  SHAPES,
  type Shape,
  shapePath,
  storedShape,
} from "../core/reachability/module-shapes.js";
import { certainOf, missingFrom } from "../core/reachability/shape-laws.js";
import { step } from "../harness/progress.js";
import { makeWorkFolder } from "../harness/work-folder.js";
import { type AwsEmulator, startAwsEmulator } from "./aws-emulator.js";
import { deployShape } from "./module-shapes.js";
import { describeDeployment } from "./prerequisites.js";

const IS_WRITTEN = process.env["CORDON_WRITE_SHAPES"] === "1";

/** Each takes about a minute: all of them are deployed on request, these two with every run of the suite. */
const EVERY_RUN: readonly string[] = ["keyed-security-group", "vpc"];
const isChosen = (name: string) =>
  IS_WRITTEN || process.env["CORDON_SHAPES"] === "all" || EVERY_RUN.includes(name);
const LEFT_OUT = SHAPES.filter((name) => !isChosen(name));
if (LEFT_OUT.length > 0)
  process.stdout.write(`  not deployed: ${LEFT_OUT.join(", ")}; CORDON_SHAPES=all deploys them too\n`);

function edgesOf(json: unknown) {
  return computeReachability(valueOrThrow(readDocument([{ path: "document.json", json }]))).edges;
}

describeDeployment("the projects in the shape of public modules", () => {
  const work = makeWorkFolder("module-shapes");
  let emulator: AwsEmulator;

  beforeAll(async () => {
    emulator = await step("start the AWS emulator", startAwsEmulator);
  });

  // Projects give their load balancers and roles the same names.
  beforeEach(async () => {
    await fetch(`${emulator.endpoint}/moto-api/reset`, { method: "POST" });
  });

  afterAll(() => {
    emulator?.stop();
    work.remove();
  });

  test.for(SHAPES.filter(isChosen))(
    "%s: what Terraform shows of it is what the quick tests read",
    async (name) => {
      const fresh = await step(`plan and apply ${name}`, () =>
        deployShape(name, emulator.endpoint, join(work.path, name)),
      );
      if (IS_WRITTEN) write(name, fresh);
      const [plan, state] = [edgesOf(fresh.plan), edgesOf(fresh.state)];
      expect(missingFrom(plan, state)).toEqual([]);
      expect(missingFrom(state, certainOf(plan))).toEqual([]);
      const stored = storedShape(name);
      expect(plan).toEqual(edgesOf(stored.plan));
      expect(state).toEqual(edgesOf(stored.state));
    },
  );
});

function write(name: string, shape: Shape): void {
  mkdirSync(SHAPE_DOCUMENTS, { recursive: true });
  for (const kind of ["plan", "state"] as const)
    writeFileSync(shapePath(name, kind), `${JSON.stringify(shape[kind])}\n`);
}
