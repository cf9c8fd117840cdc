import { spawnSync } from "node:child_process";
import { ACCESS_BROKER } from "../core/contracts/access-broker.js";
import { bundleLoads } from "./bundle-loads.js";
import { compiledProgram } from "./compiled-program.js";
import type { BenchmarkRow } from "./run.js";

const TOPIC = "arn:aws:sns:eu-central-1:111122223333:shop-jit";
const FUNCTION = "arn:aws:lambda:eu-central-1:111122223333:function:shop-jit";
/** With what the functions of the broker start. */
const VALUES: Readonly<Record<string, string>> = {
  CORDON_BROKER_NAME: "shop-jit",
  CORDON_BROKER_ACCOUNT: "111122223333",
  CORDON_GRANT_TABLE: "shop-jit-grants",
  CORDON_ENTITLEMENTS_LOCATION: "file:entitlements.json",
  CORDON_ENTITLEMENTS_SHA256: "0".repeat(64),
  CORDON_APPROVER_TOPIC: TOPIC,
  CORDON_WATCHER_TOPIC: TOPIC,
  CORDON_PROVISION_FUNCTION: "shop-jit-provision",
  CORDON_SWEEP_FUNCTION_ARN: `${FUNCTION}-sweep`,
  CORDON_REQUEST_FUNCTION_ARN: `${FUNCTION}-request`,
  CORDON_HEAD_BUCKET: "shop-jit-audit",
  CORDON_TARGET_BOUNDARY: "arn:aws:iam::111122223333:policy/cordon/shop-jit-target-boundary",
  CORDON_SCHEDULE_GROUP: "shop-jit",
  CORDON_SCHEDULER_ROLE: "arn:aws:iam::111122223333:role/shop-jit-schedules",
  CORDON_SCHEDULE_DEAD_LETTERS: "arn:aws:sqs:eu-central-1:111122223333:letters",
  CORDON_ACCESS_POLICY_TABLE: "shop-jit-access-policies",
};
const VARIANT = new URL("./access-variant.ts", import.meta.url);

/**
 * The access broker on the fake IAM and the ledger of local mode: grants a second, outside calls a grant and a revoke
 * with the reason of each, sweeps, and plans, and the load of its functions. In a process of its own; the run fails where a call has no reason.
 */
export function run({ smoke }: { readonly smoke: boolean }): BenchmarkRow[] {
  const child = spawnSync(process.execPath, [compiledProgram(VARIANT), smoke ? "smoke" : "full"], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    maxBuffer: 2 ** 26,
  });
  if (child.status !== 0) throw new Error(`the measurement failed with ${child.status ?? child.signal}`);
  const loads = bundleLoads(Object.values(ACCESS_BROKER), smoke ? 3 : 11, ({ environment }) => ({
    AWS_LAMBDA_FUNCTION_NAME: "shop-jit-any",
    ...Object.fromEntries(
      Object.values(environment).flatMap(({ name }) => {
        const value = VALUES[name];
        return value === undefined ? [] : [[name, value]];
      }),
    ),
  }));
  return [...(JSON.parse(child.stdout) as BenchmarkRow[]), ...loads];
}
