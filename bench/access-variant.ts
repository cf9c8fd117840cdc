import { EMPTY_AWS } from "../adapters/local/aws-state.js";
import type { Entitlement, RoleEntitlement } from "../core/access/entitlement.js";
import { planAccess } from "../core/access/plan.js";
import { requestAccess } from "../services/access-broker/request-access.js";
import { revokeGrant } from "../services/access-broker/revoke-grant.js";
import { sweep } from "../services/access-broker/sweep.js";
import { callRows, one, requester } from "./access-calls.js";
import { type AccessWorld, accessWorld, NOW, roleEntitlement } from "./access-world.js";
import type { BenchmarkRow } from "./run.js";
import { median } from "./statistics.js";

/** `AttachedPoliciesPerRoleQuota`, and policies of an account. */
const PER_ROLE = 10;
const POLICIES = 1500;
/** Of the grants of a sweep, those that have a policy; the others wait for approval. */
const ACTIVE_SHARE = 0.15;

const isSmoke = process.argv[2] === "smoke";
const rows = [
  ...(await throughputRows(isSmoke ? 20 : 1000)),
  ...(await callRows()),
  ...(await sweepRows(isSmoke ? [100, 200] : [1000, 10_000])),
  planRow("plan, 20 statements", 20, 20),
  planRow("plan, 100 statements narrowed to 10", 100, 10),
];
process.stdout.write(JSON.stringify(rows));

async function throughputRows(grants: number): Promise<BenchmarkRow[]> {
  const roles = Array.from({ length: Math.ceil(grants / PER_ROLE) }, (_, index) => roleEntitlement(index));
  const world = accessWorld(roles, () => NOW);
  try {
    const ids: string[] = [];
    const granting = await seconds(async () => {
      for (let index = 0; index < grants; index += 1) ids.push(await grant(world, index));
    });
    const revoking = await seconds(async () => {
      for (const [index, id] of ids.entries()) {
        await revokeGrant(world.ports, requester(index), { grant: id });
      }
    });
    return [
      { what: "grants a second", value: Math.round(grants / granting), why: "requested, attached, verified" },
      { what: "revokes a second", value: Math.round(grants / revoking), why: "detached, deleted, verified" },
    ];
  } finally {
    await world.close();
  }
}

/** A grant without approval, from the request to ACTIVE. */
async function grant({ ports }: AccessWorld, index: number): Promise<string> {
  const command = { entitlement: `orders-${Math.floor(index / PER_ROLE)}`, minutes: 60 };
  const answer = one(await requestAccess(ports, requester(index), command, `token-${index}`));
  if (answer.state !== "ACTIVE") throw new Error(`the grant is ${answer.state}: ${answer.message}`);
  return answer.grant ?? "";
}

async function sweepRows(sizes: readonly number[]): Promise<BenchmarkRow[]> {
  const times: number[] = [];
  for (const size of sizes) times.push(await sweepTime(size));
  const [least = 0, most = 0] = times;
  return [
    ...sizes.map((size, at) => ({ what: `sweep over ${size} grants, ms`, value: rounded(times[at] ?? 0) })),
    { what: `sweep, ${sizes[1]} grants against ${sizes[0]}`, value: rounded(most / least) },
  ];
}

/** Milliseconds of a sweep that finds nothing to do, the fastest of five: what else the host does only adds time. */
async function sweepTime(size: number): Promise<number> {
  process.stderr.write(`sweep over ${size} grants\n`);
  const active = Math.round(size * ACTIVE_SHARE);
  const roles = Array.from({ length: Math.ceil(active / PER_ROLE) }, (_, index) => roleEntitlement(index));
  const asked: Entitlement = { ...roleEntitlement(0, 1), id: "asked" };
  let now = NOW;
  const world = accessWorld([...roles, asked], () => now, {
    ...EMPTY_AWS,
    policies: others(POLICIES - active),
  });
  try {
    for (let index = 0; index < active; index += 1) await grant(world, index);
    for (let index = active; index < size; index += 1) {
      const command = { entitlement: asked.id, minutes: 60 };
      one(await requestAccess(world.ports, requester(index), command, `token-${index}`));
    }
    await world.ports.heads.flush();
    now += 10 * 60_000;
    const times: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      times.push(
        await seconds(async () => {
          const found = Object.entries(await sweep(world.ports)).filter(([, ids]) => ids.length > 0);
          if (found.length > 0) throw new Error(`the sweep found ${JSON.stringify(found).slice(0, 200)}`);
        }),
      );
    }
    return Math.min(...times) * 1000;
  } finally {
    await world.close();
  }
}

/** Policies of others, so that the account is full. */
function others(count: number): (typeof EMPTY_AWS)["policies"] {
  const document = { Version: "2012-10-17" as const, Statement: [] };
  const policy = { path: "/", createdAt: "2026-01-01T00:00:00Z", document, tags: {} };
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => {
      const name = `other-${index}`;
      return [`arn:aws:iam::111122223333:policy/${name}`, { ...policy, name }];
    }),
  );
}

/** Microseconds of a plan, the median of many. */
function planRow(what: string, statements: number, asked: number): BenchmarkRow {
  const entitlement: RoleEntitlement = {
    ...roleEntitlement(0),
    person: "none",
    statements: Array.from({ length: statements }, (_, index) => ({
      actions: ["s3:Get*"],
      resources: [resource(index)],
    })),
  };
  const request = {
    requester: { id: "u-17", groups: ["oncall"] },
    entitlement: entitlement.id,
    minutes: 60,
    ...(asked === statements
      ? {}
      : { resources: Array.from({ length: asked }, (_, at) => resource(at * 7)) }),
  };
  const times: number[] = [];
  for (let round = 0; round < (isSmoke ? 20 : 500); round += 1) {
    const start = performance.now();
    const { decision, message } = planAccess(request, [entitlement], { now: NOW });
    times.push(performance.now() - start);
    if (decision !== "ready") throw new Error(`the plan is ${decision}: ${message}`);
  }
  return { what: `${what}, us`, value: Math.round(median(times) * 1000) };
}

function resource(index: number): string {
  return `arn:aws:s3:::b${index}/*`;
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
