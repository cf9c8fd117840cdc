import type { AccessPolicy } from "../core/policy/language/policy.js";
import type { AccessRequest } from "../core/policy/request/request.js";

/** Deny policies that are about every request, as an organisation puts in front of everything. */
const GUARDS = 10;
/** Shares of the rest, in percent. */
const GROUP_SUBJECTS = 30;
const WILDCARDS = 15;

const SERVICES = 97;
const VERBS = ["Read", "List", "Create", "Update", "Delete", "Approve", "Export", "Refund"];
const ZONES = ["Europe/Berlin", "America/New_York", "Asia/Tokyo"];
const GROUPS = 1000;

/** What all engines decide: policies, and requests of which about half are allowed. */
export interface Workload {
  readonly policies: readonly AccessPolicy[];
  readonly requests: readonly AccessRequest[];
}

/** A sequence of numbers in [0, 1) that is the same in every run (Park and Miller, 1988). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** Who, what and where of the policy with that number, so that a request can be made for it. */
function scopeOf(number: number): { user: string; group: string; action: string; resource: string } {
  const service = `service${number % SERVICES}`;
  return {
    user: `u-${number}`,
    group: `team-${number % GROUPS}`,
    action: `${service}:${VERBS[number % VERBS.length]}`,
    resource: `${service}/tenant-${number}/records/${number % 7}`,
  };
}

/** The policy set of that size: ten guards, the rest allow policies with realistic conditions. */
export function makePolicies(size: number): AccessPolicy[] {
  const random = numbers(20_260_610);
  const policies = Array.from({ length: Math.min(GUARDS, Math.floor(size / 2)) }, (_, index) => guard(index));
  for (let number = policies.length; number < size; number += 1) policies.push(allow(number, random));
  return policies;
}

function guard(index: number): AccessPolicy {
  const everything = { effect: "deny", subjects: ["*"], actions: ["*"], resources: ["*"] } as const;
  const conditions: AccessPolicy["when"][] = [
    { attributes: [{ path: "context.risk", operator: ">", value: 0.9 }] },
    { location: { countries: ["KP", "IR"] } },
    { device: { registered: false } },
    { attributes: [{ path: "subject.suspended", operator: "==", value: true }] },
    { network: { cidrs: ["203.0.113.0/24", "198.51.100.0/24"] } },
    { attributes: [{ path: "subject.clearance", operator: "<", value: 1 }] },
    { location: { countries: ["SY"] } },
    { attributes: [{ path: "subject.employment", operator: "in", value: ["ended", "paused"] }] },
    { network: { cidrs: ["192.0.2.128/25"] } },
    { attributes: [{ path: "context.device.posture", operator: "<", value: 1 }] },
  ];
  return { id: `guard-${index}`, ...everything, when: conditions[index % conditions.length] ?? {} };
}

function allow(number: number, random: () => number): AccessPolicy {
  const { user, group, action, resource } = scopeOf(number);
  const subject = random() * 100 < GROUP_SUBJECTS ? `group:${group}` : `user:${user}`;
  const actions = [action];
  const resources = [resource];
  if (random() * 100 < WILDCARDS) {
    const [service = ""] = resource.split("/");
    const shapes: (() => void)[] = [
      () => actions.splice(0, 1, `${service}:*`),
      () => resources.splice(0, 1, `${service}/tenant-${number}/*`),
      () => resources.splice(0, 1, `*/tenant-${number}/records/${number % 7}`),
      () => resources.splice(0, 1, `${service}/*/records/${number % 7}`),
    ];
    shapes[Math.floor(random() * shapes.length)]?.();
  }
  return {
    id: `allow-${number}`,
    effect: "allow",
    subjects: [subject],
    actions,
    resources,
    when: {
      time: {
        zone: ZONES[number % ZONES.length] as string,
        days: ["mon", "tue", "wed", "thu", "fri"],
        from: "00:00",
        to: "23:30",
      },
      network: { cidrs: ["10.0.0.0/8", "192.168.0.0/16"] },
      device: { registered: true, postureAtLeast: 1 + (number % 3) },
      authentication: { assuranceAtLeast: 1 + (number % 2), maxAgeSeconds: 36_000 },
      risk: { atMost: 0.5 + (number % 4) / 10 },
      attributes: [{ path: "subject.clearance", operator: ">=", value: 1 + (number % 3) }],
    },
  };
}

/** Requests for policies drawn at random: a third of them about no policy, a sixth refused by a condition. */
export function makeRequests(size: number, count: number): AccessRequest[] {
  const random = numbers(42);
  const first = Math.min(GUARDS, Math.floor(size / 2));
  return Array.from({ length: count }, () => {
    const number = first + Math.floor(random() * (size - first));
    const { user, group, action, resource } = scopeOf(number);
    const fate = random();
    const hour = 12 + Math.floor(random() * 3);
    return {
      subject: {
        id: user,
        groups: ["staff", group, `team-${(number * 7) % GROUPS}`],
        attributes: { clearance: 3, suspended: false, employment: "active" },
      },
      action: fate < 1 / 6 ? `${action}Draft` : action,
      resource: fate >= 1 / 6 && fate < 1 / 3 ? `archive/${resource}x` : resource,
      context: {
        time: `2026-06-10T${hour}:${String(Math.floor(random() * 60)).padStart(2, "0")}:00Z`,
        sourceIp: `10.${Math.floor(random() * 256)}.${Math.floor(random() * 256)}.7`,
        country: "DE",
        device: { id: `d-${number}`, registered: true, posture: 3 },
        authentication: {
          assurance: 2,
          methods: ["webauthn"],
          at: `2026-06-10T0${5 + Math.floor(random() * 4)}:00:00Z`,
        },
        risk: fate > 5 / 6 ? 0.85 : 0.2,
      },
    };
  });
}
