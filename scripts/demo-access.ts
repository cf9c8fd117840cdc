import { evaluate } from "../core/iam/evaluator.js";
import { provesExpiry } from "../core/iam/proves-expiry.js";
import { parseInstant } from "../core/time/instant.js";
import { approveGrant } from "../services/access-broker/approve-grant.js";
import { requestAccess } from "../services/access-broker/request-access.js";
import { sweep } from "../services/access-broker/sweep.js";
import type { Caller, GrantAnswer } from "../services/access-broker/verbs.js";
import { verifyAudit } from "../services/access-broker/verify-audit.js";
import { DemoWorld, Stopped } from "./demo-world.js";

const REQUESTER: Caller = { person: { id: "u-17", kind: "user", groups: ["oncall"] } };
const APPROVER: Caller = { person: { id: "u-23", kind: "user", groups: [] } };
/** Outside calls of an approval until the policy is attached, which the ledger does not know yet. */
const STOP_AFTER = 5;
const TABLE = "arn:aws:dynamodb:eu-central-1:111122223333:table/orders";

/** A grant from the request to its end, then one whose broker crashes, as lines of at most 80 columns. */
export async function accessDemo(): Promise<string> {
  const world = new DemoWorld();
  return [...(await granted(world)), ...(await crashed(world)), await audited(world)].join("\n");
}

async function granted(world: DemoWorld): Promise<string[]> {
  const asked = await ask(world.at("10:00:00"), "OPS-42");
  const self = await approve(world.at("10:01:00"), asked, REQUESTER);
  const active = await approve(world, asked, APPROVER);
  const document = world.aws.current.policies[active.policyArn ?? ""]?.document;
  const deadline = active.deadline ?? "";
  const { proven } = provesExpiry(document, { deadline: parseInstant(deadline) });
  const before = attempt(document, "11:00:59");
  const at = attempt(document, "11:01:00");
  const { revoked } = await sweep(world.at("11:01:00").start().ports);
  return [
    line("10:00:00", "u-17 asks for orders-read, 60 minutes", state(asked)),
    line("10:01:00", "u-17 tries to approve it", self.reason),
    line("10:01:00", "u-23 approves it", state(active)),
    note(`DateLessThan aws:CurrentTime ${deadline}, in each statement`),
    note(`nothing is allowed from then on: ${proven ? "proven" : "NOT PROVEN"}`),
    line("11:00:59", "u-17 calls dynamodb:GetItem on orders", before),
    line("11:01:00", "u-17 calls dynamodb:GetItem on orders", at),
    line("11:01:00", "the sweep cleans up", `${revoked.length} revoked, ${left(world)}`),
  ];
}

async function crashed(world: DemoWorld): Promise<string[]> {
  const asked = await ask(world.at("12:00:00"), "OPS-43");
  const last = await crash(world.at("12:01:00"), asked);
  const after = left(world);
  const { rolledBack } = await sweep(world.at("12:07:00").start().ports);
  return [
    line("12:00:00", "u-17 asks again", state(asked)),
    line("12:01:00", `the broker crashes after ${last}`, after),
    line("12:07:00", "the sweep cleans up", `${rolledBack.length} rolled back, ${left(world)}`),
  ];
}

/** Approves with a broker that stops in the middle of provisioning. Returns the call after which it stopped. */
async function crash(world: DemoWorld, asked: GrantAnswer): Promise<string> {
  const { ports, faults } = world.start(STOP_AFTER);
  try {
    await approveGrant(ports, APPROVER, signed(asked));
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
  }
  return faults.calls.at(-1)?.split(" ")[1] ?? "";
}

async function audited(world: DemoWorld): Promise<string> {
  const { ports } = world.start();
  await ports.heads.flush();
  const verdict = await verifyAudit(ports);
  const said = verdict.ok ? "the chain verifies" : verdict.message;
  return line("12:07:00", `the audit trail: ${ports.heads.events().length} events`, said);
}

async function ask(world: DemoWorld, ticket: string): Promise<GrantAnswer> {
  const command = { entitlement: "orders-read", minutes: 60, reason: "failed refunds", ticket };
  const answer = await requestAccess(world.start().ports, REQUESTER, command, ticket);
  if ("outcomes" in answer) throw new TypeError("one entitlement has one outcome");
  return answer;
}

function approve(world: DemoWorld, asked: GrantAnswer, by: Caller): Promise<GrantAnswer> {
  return approveGrant(world.start().ports, by, signed(asked));
}

function signed({ grant, approvals }: GrantAnswer): { readonly grant: string; readonly hash: string } {
  return { grant: grant ?? "", hash: approvals?.hash ?? "" };
}

/** What AWS answers to the requester with this document, by the evaluator. */
function attempt(document: unknown, time: string): string {
  const values = { "aws:CurrentTime": `2026-12-01T${time}Z`, "aws:SourceIdentity": REQUESTER.person.id };
  const request = { action: "dynamodb:GetItem", resource: TABLE };
  return evaluate({ ...request, context: { values, others: "absent" } }, { identity: [document] });
}

function state(answer: GrantAnswer): string {
  return answer.refused ? answer.reason : `${answer.state}`;
}

function left({ policies }: DemoWorld): string {
  return policies.length === 1 ? "1 policy left" : `${policies.length} policies left`;
}

function line(time: string, what: string, outcome: string): string {
  return `${time}  ${what.padEnd(45)}${outcome}`;
}

/** What belongs to the line above it. */
function note(text: string): string {
  return `          ${text}`;
}

if (import.meta.filename === process.argv[1]) process.stdout.write(`${await accessDemo()}\n`);
