import { DOCUMENT_TEXT, documentLength, LONGEST_DOCUMENT } from "../../core/iam/render-document.js";
import { formatInstant, parseInstant } from "../../core/time/instant.js";
import type {
  AttachedEntity,
  Iam,
  NewPolicy,
  StandingPolicy,
  TargetRole,
} from "../../services/access-broker/ports.js";
import { OutsideError } from "../../services/intent-do-sweep/outside-error.js";
import type { Pages } from "../../services/intent-do-sweep/pages.js";
import type { AwsHolder, AwsPolicy, AwsRole, AwsState } from "./aws-state.js";
import type { Faults } from "./faults.js";

/** Quotas of IAM (IAM User Guide, "IAM and AWS STS quotas"). */
export const ATTACHMENTS_PER_ROLE = 10;
export const POLICIES_PER_ACCOUNT = 1500;
const POLICY_NAME = /^[A-Za-z0-9+=,.@_-]{1,128}$/;
/** Policies of a page. */
const PAGE = 100;

/** IAM as far as the broker uses it, with the quotas and refusals of AWS. Roles appear when first attached to. */
export class FakeIam implements Iam {
  readonly #aws: AwsHolder;
  readonly #faults: Faults;
  readonly #now: () => number;

  constructor(aws: AwsHolder, faults: Faults, now: () => number) {
    this.#aws = aws;
    this.#faults = faults;
    this.#now = now;
  }

  async role(arn: string): Promise<TargetRole | undefined> {
    const role = this.#aws.read().roles[arn];
    if (role === undefined) return undefined;
    return { arn, ...(role.boundary === undefined ? {} : { boundary: role.boundary }) };
  }

  async attachmentsPerRole(): Promise<number> {
    return ATTACHMENTS_PER_ROLE;
  }

  async attachedPolicies(role: string): Promise<readonly string[]> {
    return this.#aws.read().roles[role]?.attached ?? [];
  }

  async createPolicy(policy: NewPolicy): Promise<"created" | "exists"> {
    return this.#change(`iam CreatePolicy ${policy.arn}`, (state) => {
      const { arn, name, path, document, tags } = policy;
      // Names are unique in an account, whatever their case and path.
      const isTaken = Object.values(state.policies).some(
        (other) => other.name.toLowerCase() === name.toLowerCase(),
      );
      if (isTaken) return { state, result: "exists" };
      judgePolicy(policy);
      if (Object.keys(state.policies).length >= POLICIES_PER_ACCOUNT) {
        throw new OutsideError("limit", `the account has ${POLICIES_PER_ACCOUNT} policies`);
      }
      const made: AwsPolicy = { name, path, createdAt: formatInstant(this.#now()), document, tags };
      return { state: { ...state, policies: { ...state.policies, [arn]: made } }, result: "created" };
    });
  }

  async policy(arn: string): Promise<StandingPolicy | undefined> {
    const policy = this.#aws.read().policies[arn];
    return policy && standing(arn, policy);
  }

  async attach(role: string, policy: string): Promise<void> {
    // Who attaches reads too: a policy that was created a moment ago may be unknown there.
    const isSeen = this.#aws.read().policies[policy] !== undefined;
    this.#change(`iam AttachRolePolicy ${role} ${policy}`, (state) => {
      if (!isSeen || state.policies[policy] === undefined) {
        throw new OutsideError("absent", `NoSuchEntity: ${policy}`);
      }
      if (role.includes("/AWSReservedSSO_")) {
        throw new OutsideError("unmodifiable", `UnmodifiableEntity: ${role}`);
      }
      const known: AwsRole = state.roles[role] ?? { attached: [] };
      if (known.attached.includes(policy)) return { state, result: undefined };
      if (known.attached.length >= ATTACHMENTS_PER_ROLE) {
        throw new OutsideError("limit", `LimitExceeded: ${role} has ${ATTACHMENTS_PER_ROLE} policies`);
      }
      return { state: withRole(state, role, [...known.attached, policy], known), result: undefined };
    });
  }

  async entities(policy: string): Promise<readonly AttachedEntity[]> {
    const roles = holdersOf(this.#aws.read()).get(policy) ?? [];
    return roles.map((arn) => ({ type: "role", name: roleName(arn) }));
  }

  async detach(entity: AttachedEntity, policy: string): Promise<void> {
    this.#change(`iam Detach ${entity.type} ${entity.name} ${policy}`, (state) => {
      const [arn, role] = Object.entries(state.roles).find(([key]) => roleName(key) === entity.name) ?? [];
      if (arn === undefined || role?.attached.includes(policy) !== true) return { state, result: undefined };
      const rest = role.attached.filter((other) => other !== policy);
      return { state: withRole(state, arn, rest, role), result: undefined };
    });
  }

  async otherVersions(policy: string): Promise<readonly string[]> {
    return this.#aws.read().policies[policy]?.otherVersions ?? [];
  }

  async deleteVersion(policy: string, version: string): Promise<void> {
    this.#change(`iam DeletePolicyVersion ${policy} ${version}`, (state) => {
      const known = state.policies[policy];
      if (known === undefined) return { state, result: undefined };
      const otherVersions = (known.otherVersions ?? []).filter((other) => other !== version);
      const policies = { ...state.policies, [policy]: { ...known, otherVersions } };
      return { state: { ...state, policies }, result: undefined };
    });
  }

  async deletePolicy(policy: string): Promise<void> {
    this.#change(`iam DeletePolicy ${policy}`, (state) => {
      const { [policy]: known, ...policies } = state.policies;
      if (known === undefined) return { state, result: undefined };
      const isAttached = Object.values(state.roles).some(({ attached }) => attached.includes(policy));
      if (isAttached || (known.otherVersions ?? []).length > 0) {
        throw new OutsideError("delete-conflict", `DeleteConflict: ${policy}`);
      }
      return { state: { ...state, policies }, result: undefined };
    });
  }

  async *policies(path: string): Pages<StandingPolicy> {
    const all = Object.entries(this.#aws.read().policies).filter(([, policy]) =>
      policy.path.startsWith(path),
    );
    for (let at = 0; at < all.length; at += PAGE) {
      yield all.slice(at, at + PAGE).map(([arn, policy]) => standing(arn, policy));
    }
  }

  #change<T>(name: string, change: (state: AwsState) => { readonly state: AwsState; readonly result: T }): T {
    return this.#faults.call(name, () => this.#aws.update(change));
  }
}

function judgePolicy({ name, path, document }: NewPolicy): void {
  const text = JSON.stringify(document);
  if (!POLICY_NAME.test(name) || !/^\/([!-~]+\/)*$/.test(path)) {
    throw new OutsideError("refused", `ValidationError: ${path}${name}`);
  }
  if (documentLength(document) > LONGEST_DOCUMENT)
    throw new OutsideError("limit", "LimitExceeded: the document");
  if (!DOCUMENT_TEXT.test(text)) throw new OutsideError("refused", "MalformedPolicyDocument: its characters");
}

/** Who has each policy; once a state, because a sweep asks for every policy of an account. */
const HOLDERS = new WeakMap<AwsState["roles"], ReadonlyMap<string, readonly string[]>>();

function holdersOf({ roles }: AwsState): ReadonlyMap<string, readonly string[]> {
  const known = HOLDERS.get(roles);
  if (known !== undefined) return known;
  const holders = new Map<string, string[]>();
  for (const [role, { attached }] of Object.entries(roles)) {
    for (const policy of attached) {
      const list = holders.get(policy);
      if (list === undefined) holders.set(policy, [role]);
      else list.push(role);
    }
  }
  HOLDERS.set(roles, holders);
  return holders;
}

function withRole(state: AwsState, arn: string, attached: readonly string[], role: AwsRole): AwsState {
  return { ...state, roles: { ...state.roles, [arn]: { ...role, attached } } };
}

function standing(arn: string, { name, createdAt, document, tags }: AwsPolicy): StandingPolicy {
  return { arn, name, createdAt: parseInstant(createdAt), document, tags };
}

function roleName(arn: string): string {
  return arn.slice(arn.lastIndexOf("/") + 1);
}
