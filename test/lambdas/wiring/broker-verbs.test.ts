import { expect, it } from "vitest";
import { BROKER_VERBS } from "../../../core/contracts/broker-address.js";
import { startApprove } from "../../../lambdas/access-approve/start.js";
import { startReport } from "../../../lambdas/access-report/start.js";
import { startRequest } from "../../../lambdas/access-request/start.js";
import { startSweep } from "../../../lambdas/access-sweep/start.js";
import {
  ACCESS_ENVIRONMENT,
  HEAD,
  NOTICES,
  OUTSIDE,
  PROVISIONER,
  REQUESTER,
  SWEEPER,
} from "./access-environment.js";

const ENV = { ...ACCESS_ENVIRONMENT, ...NOTICES, ...PROVISIONER };

/** Verbs that a function answers before it looks for an identity in this way. */
const OTHERWISE: Readonly<Record<string, readonly string[]>> = { request: ["revoke"], revoke: ["sweep"] };

it.each([
  ["request", startRequest({ ...ENV, ...SWEEPER })],
  ["approve", startApprove(ENV)],
  ["revoke", startSweep({ ...ENV, ...OUTSIDE, ...HEAD, ...REQUESTER })],
  ["report", startReport({ ...ACCESS_ENVIRONMENT, ...HEAD })],
] as const)("the door %s answers the verbs of the contract, and says so", async (door, answer) => {
  const { message } = (await answer({ version: 1, verb: "unheard-of" })) as { message: string };
  const said = /answers (.+), in version 1/.exec(message)?.[1]?.split(", ") ?? [];
  expect([...said, ...(OTHERWISE[door] ?? [])].sort()).toEqual([...BROKER_VERBS[door]].sort());
});
