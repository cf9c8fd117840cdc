import { containsAction, containsResource, resourcesMeet } from "../../iam/containment.js";
import type { StatedAccess } from "../stated-access.js";
import { recordingOf } from "./unrecorded.js";

/** A call of a session, as CloudTrail has it. */
export interface TrailEvent {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** The action of IAM: "s3:GetObject". */
  readonly action: string;
  /** ARN of the session's role. */
  readonly role: string;
  readonly sourceIdentity: string | null;
  readonly sessionName: string | null;
  readonly isDenied: boolean;
  /** ARNs; none where the event names none. */
  readonly resources: readonly string[];
}

/** What the files hold, whoever it is about. */
export interface TrailCoverage {
  /** The first and the last event, in milliseconds since 1970; null where there is none. */
  readonly first: number | null;
  readonly last: number | null;
  /** ARNs that data events name. */
  readonly recorded: readonly string[];
}

/** A grant that was in force. */
export interface UsableGrant {
  readonly grant: string;
  /** Id of the person. */
  readonly person: string;
  readonly target: string;
  /** From when to when it was in force, in milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  /** Null for the kinds that IAM does not enforce. */
  readonly stated: StatedAccess | null;
}

/** What a grant was used for. */
export interface GrantUse {
  readonly outcome: "used" | "unused" | "outside_resources" | "not_visible";
  /** Calls on what the grant states. */
  readonly calls: number;
  /** Calls of its actions on other resources, which neither it nor another grant of the person allows. */
  readonly outside: number;
  /** Some of those resources. */
  readonly resources: readonly string[];
  /** Calls of its actions that AWS refused. */
  readonly denied: number;
  /** Why, where it was not seen to be used. */
  readonly why: string | null;
}

/** Most resources that a report names for a grant. */
const MOST_RESOURCES = 10;

interface Count {
  calls: number;
  outside: number;
  denied: number;
  readonly resources: Set<string>;
}

/** Counts what each grant was used for, one event at a time. */
export class UseCount {
  readonly #grants: readonly UsableGrant[];
  readonly #counts = new Map<string, Count>();

  constructor(grants: readonly UsableGrant[]) {
    this.#grants = grants;
    for (const { grant } of grants) {
      this.#counts.set(grant, { calls: 0, outside: 0, denied: 0, resources: new Set() });
    }
  }

  see(event: TrailEvent): void {
    const concerned = this.#grants.filter((grant) => isOf(event, grant) && statesAction(grant, event));
    const stating = concerned.filter((grant) => statesAll(grant, event));
    // What one grant of the person allows is no misuse of another one.
    for (const { grant } of stating.length > 0 ? stating : concerned) {
      const count = this.#counts.get(grant) as Count;
      if (event.isDenied) count.denied += 1;
      else if (stating.length > 0) count.calls += 1;
      else {
        count.outside += 1;
        for (const arn of event.resources)
          if (count.resources.size < MOST_RESOURCES) count.resources.add(arn);
      }
    }
  }

  /** What became of a grant, judged by all events. */
  useOf(grant: UsableGrant, coverage: TrailCoverage): GrantUse {
    const { calls, outside, denied, resources } = this.#counts.get(grant.grant) as Count;
    const counted = { calls, outside, denied, resources: [...resources].sort() };
    if (outside > 0) return { ...counted, outcome: "outside_resources", why: null };
    if (calls > 0) return { ...counted, outcome: "used", why: null };
    const why = hiddenBy(grant, coverage);
    return why === undefined
      ? { ...counted, outcome: "unused", why: "CloudTrail would have recorded each of its actions" }
      : { ...counted, outcome: "not_visible", why };
  }
}

/** Whether the event is of the grant's person, in a session for which its policy counts, while it was in force. */
function isOf(event: TrailEvent, { target, from, to, person, stated }: UsableGrant): boolean {
  if (stated === null || event.role !== target || event.at < from || event.at >= to) return false;
  switch (stated.person) {
    case "aws:SourceIdentity":
      return event.sourceIdentity === person;
    case "aws:userid":
      return event.sessionName === person;
    case "none":
      return true;
  }
}

function statesAction({ stated }: UsableGrant, { action }: TrailEvent): boolean {
  return (stated?.statements ?? []).some(({ actions }) => actions.some((one) => containsAction(one, action)));
}

/** Whether every resource that the event names is stated for its action; one that names none is taken for stated. */
function statesAll({ stated }: UsableGrant, { action, resources: named }: TrailEvent): boolean {
  const stating = (stated?.statements ?? []).filter(({ actions }) =>
    actions.some((one) => containsAction(one, action)),
  );
  const isStated = (arn: string): boolean =>
    stating.some(({ resources }) => resources.some((pattern) => containsResource(pattern, arn)));
  // An event on an object names its bucket as well: it is enough that the grant states the most specific one.
  const whole = named.filter((arn) => !named.some((other) => other !== arn && other.startsWith(`${arn}/`)));
  return whole.every(isStated);
}

/** Why the files cannot show that the grant was never used; undefined where they can. */
function hiddenBy(
  { stated, from, to }: UsableGrant,
  { first, last, recorded }: TrailCoverage,
): string | undefined {
  if (stated === null) return "CloudTrail records nothing of what this kind of grant opens";
  if (first === null || last === null || first > from || last < to - 1) {
    return "the files do not reach from its activation to its end";
  }
  for (const { actions, resources } of stated.statements) {
    for (const action of actions) {
      const recording = recordingOf(action);
      if (recording === "never") return `CloudTrail does not record ${action}`;
      if (recording === "where told to" && !resources.every((one) => isRecorded(one, recorded))) {
        return `no data event in the files shows that ${action} is recorded on its resources`;
      }
    }
  }
  return undefined;
}

/** Whether a data event in the files is on what the pattern stands for, or on what it lies in. */
function isRecorded(pattern: string, recorded: readonly string[]): boolean {
  return recorded.some((arn) => resourcesMeet(pattern, arn) || resourcesMeet(pattern, `${arn}/*`));
}
