import type { AccessPolicy, AttributeSpecification } from "../core/policy/language/policy.js";
import type { AccessRequest } from "../core/policy/request/request.js";
import { wallClocks } from "./policy-wall-clock.js";

/** The workload's policies as Cedar text, by id. */
export function cedarPolicies(policies: readonly AccessPolicy[]): Record<string, string> {
  return Object.fromEntries(policies.map((policy) => [policy.id, cedarPolicy(policy)]));
}

/** The workload's request as Cedar takes it; wall clocks are computed for it, since Cedar has no time zones. */
export function cedarRequest({ subject, action, resource, context = {} }: AccessRequest): object {
  const { minute, weekday } = wallClocks(Date.parse(context.time ?? ""));
  const user = { type: "User", id: subject.id };
  const groups = (subject.groups ?? []).map((id) => ({ type: "Group", id }));
  return {
    principal: user,
    action: { type: "Action", id: action },
    resource: { type: "Resource", id: resource },
    context: {
      ...subject.attributes,
      action,
      resource,
      minute: keyed(minute),
      weekday: keyed(weekday),
      address: { __extn: { fn: "ip", arg: context.sourceIp } },
      country: context.country,
      registered: context.device?.registered,
      posture: context.device?.posture,
      assurance: context.authentication?.assurance,
      age: (Date.parse(context.time ?? "") - Date.parse(context.authentication?.at ?? "")) / 1000,
      risk: Math.round((context.risk ?? 1) * 100),
    },
    entities: [
      { uid: user, attrs: {}, parents: groups },
      ...groups.map((uid) => ({ uid, attrs: {}, parents: [] })),
    ],
  };
}

function keyed(values: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(values).map(([zone, value]) => [zone.replace("/", "_"), value]));
}

function cedarPolicy({ effect, subjects, actions, resources, when = {} }: AccessPolicy): string {
  const [subject = "", action = "", resource = ""] = [subjects[0], actions[0], resources[0]];
  const principal = subject.startsWith("user:")
    ? `principal == User::"${subject.slice(5)}"`
    : subject.startsWith("group:")
      ? `principal in Group::"${subject.slice(6)}"`
      : "principal";
  const tests = [...scopeTests(action, resource), ...conditionTests(when)];
  const scope = [
    principal,
    action.includes("*") ? "action" : `action == Action::"${action}"`,
    resource.includes("*") ? "resource" : `resource == Resource::"${resource}"`,
  ];
  const condition = tests.length === 0 ? "" : ` when { ${tests.join(" && ")} }`;
  return `${effect === "allow" ? "permit" : "forbid"}(${scope.join(", ")})${condition};`;
}

function scopeTests(action: string, resource: string): string[] {
  return [
    ...(action.includes("*") && action !== "*" ? [`context.action like "${action}"`] : []),
    ...(resource.includes("*") && resource !== "*" ? [`context.resource like "${resource}"`] : []),
  ];
}

function conditionTests({
  time,
  network,
  location,
  device,
  authentication,
  risk,
  attributes = [],
}: NonNullable<AccessPolicy["when"]>): string[] {
  const tests: string[] = [];
  if (time) {
    const zone = time.zone.replace("/", "_");
    tests.push(`context.weekday.${zone} < 5`, `context.minute.${zone} < 1410`);
  }
  if (location?.countries) tests.push(`${JSON.stringify(location.countries)}.contains(context.country)`);
  if (device?.registered !== undefined) tests.push(`context.registered == ${device.registered}`);
  if (device?.postureAtLeast !== undefined) tests.push(`context.posture >= ${device.postureAtLeast}`);
  if (network?.cidrs) {
    tests.push(`(${network.cidrs.map((cidr) => `context.address.isInRange(ip("${cidr}"))`).join(" || ")})`);
  }
  if (authentication?.assuranceAtLeast) tests.push(`context.assurance >= ${authentication.assuranceAtLeast}`);
  if (authentication?.maxAgeSeconds) tests.push(`context.age <= ${authentication.maxAgeSeconds}`);
  if (risk) tests.push(`context.risk <= ${Math.round(risk.atMost * 100)}`);
  return [...tests, ...attributes.map(attributeTest)];
}

function attributeTest({ path, operator, value }: AttributeSpecification): string {
  const name = path.split(".").at(-1);
  // Cedar has whole numbers only.
  const literal = name === "risk" ? Math.round((value as number) * 100) : JSON.stringify(value);
  return operator === "in"
    ? `${literal}.contains(context.${name})`
    : `context.${name} ${operator} ${literal}`;
}
