import { createRequire } from "node:module";
import { createMongoAbility, type MongoAbility, type RawRuleOf } from "@casl/ability";
import { newEnforcer, newModelFromString } from "casbin";
import { compile } from "../core/policy/engine/compile.js";
import { decide } from "../core/policy/engine/decide.js";
import type { AccessPolicy } from "../core/policy/language/policy.js";
import type { AccessRequest } from "../core/policy/request/request.js";
import { cedarPolicies, cedarRequest } from "./policy-cedar.js";
import { type WallClocks, wallClocks } from "./policy-wall-clock.js";

/** An engine that is ready to decide. */
export interface Engine {
  /** The request in the form that the engine takes; not part of what is measured. */
  prepare(line: string): unknown;
  /** Whether it allows a prepared request. */
  decide(request: unknown): boolean;
}

/** Loads the policies into the engine; its time is the compile time. */
type MakeEngine = (policies: readonly AccessPolicy[]) => Promise<Engine> | Engine;

/** The engines that are compared. */
export const ENGINES: Readonly<Record<string, MakeEngine>> = { cordon, cedar, casbin, casl };

function cordon(policies: readonly AccessPolicy[]): Engine {
  const compiled = compile(policies);
  return {
    prepare: (line) => JSON.parse(line),
    decide: (request) => decide(compiled, request).decision === "allow",
  };
}

/** Cedar in WebAssembly, with the policies parsed beforehand: its fastest interface. */
function cedar(policies: readonly AccessPolicy[]): Engine {
  const { preparsePolicySet, statefulIsAuthorized } = createRequire(import.meta.url)(
    "@cedar-policy/cedar-wasm/nodejs",
  ) as typeof import("@cedar-policy/cedar-wasm/nodejs");
  const parsed = preparsePolicySet("bench", { staticPolicies: cedarPolicies(policies) });
  if (parsed.type !== "success") throw new Error(JSON.stringify(parsed.errors));
  return {
    prepare: (line) => ({
      ...cedarRequest(JSON.parse(line) as AccessRequest),
      preparsedPolicySetId: "bench",
    }),
    decide: (request) => {
      const answer = statefulIsAuthorized(request as Parameters<typeof statefulIsAuthorized>[0]);
      if (answer.type !== "success") throw new Error(JSON.stringify(answer.errors));
      return answer.response.decision === "allow";
    },
  };
}

const CASBIN_MODEL = `
[request_definition]
r = subject, action, resource, context
[policy_definition]
p = subject, action, resource, number, eft
[policy_effect]
e = some(where (p.eft == allow)) && !some(where (p.eft == deny))
[matchers]
m = subjectFits(r.subject, p.subject) && fits(r.action, p.action) && fits(r.resource, p.resource) && holds(r.subject, r.context, p.number)
`;

/** casbin with the conditions as compiled functions, which is faster than its own expressions. */
async function casbin(policies: readonly AccessPolicy[]): Promise<Engine> {
  const enforcer = await newEnforcer(newModelFromString(CASBIN_MODEL));
  const patterns = new Map<string, RegExp>();
  const fits = (text: string, pattern: string): boolean => {
    if (!pattern.includes("*")) return text === pattern;
    let expression = patterns.get(pattern);
    if (expression === undefined) {
      expression = expressionOf(pattern);
      patterns.set(pattern, expression);
    }
    return expression.test(text);
  };
  await enforcer.addFunction("fits", fits);
  await enforcer.addFunction("subjectFits", (subject: AccessRequest["subject"], wanted: string) => {
    if (wanted === "*" || wanted === `user:${subject.id}`) return true;
    return wanted.startsWith("group:") && (subject.groups?.includes(wanted.slice("group:".length)) ?? false);
  });
  await enforcer.addFunction(
    "holds",
    (subject: AccessRequest["subject"], context: PeerContext, number: string) =>
      holds(policies[Number(number)] as AccessPolicy, subject, context),
  );
  await enforcer.addPolicies(
    policies.map(({ subjects, actions, resources, effect }, index) => [
      subjects[0] as string,
      actions[0] as string,
      resources[0] as string,
      String(index),
      effect,
    ]),
  );
  return {
    prepare: (line) => {
      const { subject, action, resource, context } = JSON.parse(line) as AccessRequest;
      return [subject, action, resource, peerContext(context)];
    },
    decide: (request) => enforcer.enforceSync(...(request as unknown[])),
  };
}

/** CASL with conditions in its own query language; it has no CIDR match, so that condition is left out for it. */
function casl(policies: readonly AccessPolicy[]): Engine {
  const rules = policies.map((policy): RawRuleOf<MongoAbility> => {
    const [action = ""] = policy.actions;
    return {
      action: action.includes("*") ? "manage" : action,
      subject: "all",
      inverted: policy.effect === "deny",
      conditions: { ...caslScope(policy), ...caslConditions(policy) },
    };
  });
  // The last rule that matches wins, so the deny policies come last.
  const ability = createMongoAbility(
    rules.sort((a, b) => Number(a.inverted) - Number(b.inverted)),
    { detectSubjectType: () => "request" },
  );
  return {
    prepare: (line) => {
      const { subject, action, resource, context } = JSON.parse(line) as AccessRequest;
      return {
        ...peerContext(context),
        action,
        resource,
        user: subject.id,
        groups: subject.groups,
        ...subject.attributes,
      };
    },
    decide: (request) => ability.can((request as { action: string }).action, request as object),
  };
}

function caslScope({ subjects, actions, resources }: AccessPolicy): object {
  const [subject = "", [action = ""], [resource = ""]] = [subjects[0], actions, resources];
  const text = (pattern: string): unknown =>
    pattern.includes("*") ? { $regex: expressionOf(pattern) } : pattern;
  return {
    ...(action.includes("*") && action !== "*" ? { action: text(action) } : {}),
    ...(resource === "*" ? {} : { resource: text(resource) }),
    ...(subject.startsWith("user:") ? { user: subject.slice("user:".length) } : {}),
    ...(subject.startsWith("group:") ? { groups: subject.slice("group:".length) } : {}),
  };
}

function caslConditions({ when = {} }: AccessPolicy): object {
  const { time, location, device, authentication, risk, attributes = [] } = when;
  const operators: Readonly<Record<string, string>> = {
    ">": "$gt",
    "<": "$lt",
    ">=": "$gte",
    "==": "$eq",
    in: "$in",
  };
  const facts: Record<string, object> = {};
  for (const { path, operator, value } of attributes) {
    facts[path.split(".").at(-1) as string] = { [operators[operator] as string]: value };
  }
  return {
    ...(time === undefined
      ? {}
      : { [`minute.${time.zone}`]: { $lt: 1410 }, [`weekday.${time.zone}`]: { $lt: 5 } }),
    ...(location?.countries === undefined ? {} : { country: { $in: location.countries } }),
    ...(device?.registered === undefined ? {} : { registered: device.registered }),
    ...(device?.postureAtLeast === undefined ? {} : { posture: { $gte: device.postureAtLeast } }),
    ...(authentication === undefined
      ? {}
      : {
          assurance: { $gte: authentication.assuranceAtLeast },
          age: { $lte: authentication.maxAgeSeconds },
        }),
    ...(risk === undefined ? {} : { risk: { $lte: risk.atMost } }),
    ...(when.network !== undefined && Object.keys(when).length === 1 ? { blocked: true } : {}),
    ...facts,
  };
}

/** What the peers get instead of instants, which they cannot turn into wall clocks: computed for them, unmeasured. */
interface PeerContext extends WallClocks {
  readonly address: number;
  readonly blocked: boolean;
  readonly country: string;
  readonly registered: boolean;
  readonly posture: number;
  readonly assurance: number;
  readonly age: number;
  readonly risk: number;
}

function peerContext(context: AccessRequest["context"] = {}): PeerContext {
  const time = Date.parse(context.time ?? "");
  return {
    ...wallClocks(time),
    address: addressNumber(context.sourceIp ?? ""),
    blocked: false,
    country: context.country ?? "",
    registered: context.device?.registered ?? false,
    posture: context.device?.posture ?? 0,
    assurance: context.authentication?.assurance ?? 0,
    age: (time - Date.parse(context.authentication?.at ?? "")) / 1000,
    risk: context.risk ?? 1,
  };
}

function holds(
  { when = {} }: AccessPolicy,
  subject: AccessRequest["subject"],
  context: PeerContext,
): boolean {
  const { time, network, location, device, authentication, risk, attributes = [] } = when;
  if (time && !((context.weekday[time.zone] ?? 7) < 5 && (context.minute[time.zone] ?? 1440) < 1410))
    return false;
  if (network?.cidrs && !network.cidrs.some((cidr) => inBlock(context.address, cidr))) return false;
  if (location?.countries && !location.countries.includes(context.country)) return false;
  if (device?.registered !== undefined && context.registered !== device.registered) return false;
  if (device?.postureAtLeast !== undefined && context.posture < device.postureAtLeast) return false;
  if (authentication?.assuranceAtLeast !== undefined && context.assurance < authentication.assuranceAtLeast)
    return false;
  if (authentication?.maxAgeSeconds !== undefined && context.age > authentication.maxAgeSeconds) return false;
  if (risk && context.risk > risk.atMost) return false;
  return attributes.every(({ path, operator, value }) => {
    const name = path.split(".").at(-1) as string;
    const actual = path.startsWith("subject.")
      ? subject.attributes?.[name]
      : context[name as keyof PeerContext];
    if (operator === "in") return (value as readonly unknown[]).includes(actual);
    if (operator === "==") return actual === value;
    const [left, right] = [actual as number, value as number];
    return operator === ">" ? left > right : operator === "<" ? left < right : left >= right;
  });
}

const blocks = new Map<string, readonly [first: number, size: number]>();

function inBlock(address: number, cidr: string): boolean {
  let block = blocks.get(cidr);
  if (block === undefined) {
    const [base = "", length] = cidr.split("/");
    block = [addressNumber(base), 2 ** (32 - Number(length))];
    blocks.set(cidr, block);
  }
  return address >= block[0] && address < block[0] + block[1];
}

function addressNumber(text: string): number {
  return text.split(".").reduce((value, octet) => value * 256 + Number(octet), 0);
}

function expressionOf(pattern: string): RegExp {
  return new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*")}$`);
}
