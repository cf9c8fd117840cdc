import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DetachGroupPolicyCommand,
  DetachRolePolicyCommand,
  DetachUserPolicyCommand,
  GetAccountSummaryCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  type IAMClient,
  paginateListAttachedRolePolicies,
  paginateListEntitiesForPolicy,
  paginateListPolicies,
  paginateListPolicyVersions,
} from "@aws-sdk/client-iam";
import type { PolicyDocument } from "../../../core/iam/render-document.js";
import type { AttachedEntity, Iam, StandingPolicy } from "../../../services/access-broker/ports.js";
import { OutsideError } from "../../../services/intent-do-sweep/outside-error.js";
import { codeOf, outside, outsideOr } from "../outside/outside-call.js";

/** IAM User Guide, "IAM and STS quotas": what an account has that never asked for more. */
const DEFAULT_ATTACHMENTS = 10;

/** IAM through the AWS SDK. */
export function awsIam(client: IAMClient): Iam {
  return {
    role: (arn) =>
      outsideOr(undefined, async () => {
        const { Role } = await client.send(new GetRoleCommand({ RoleName: nameOf(arn) }));
        // A role of this name below another path is another role.
        if (Role?.Arn !== arn) return undefined;
        const boundary = Role.PermissionsBoundary?.PermissionsBoundaryArn;
        return { arn, ...(boundary === undefined ? {} : { boundary }) };
      }),
    attachmentsPerRole: () =>
      outside(async () => {
        const { SummaryMap } = await client.send(new GetAccountSummaryCommand({}));
        return SummaryMap?.AttachedPoliciesPerRoleQuota ?? DEFAULT_ATTACHMENTS;
      }),
    attachedPolicies: (role) =>
      outsideOr([], async () => {
        const arns: string[] = [];
        for await (const page of paginateListAttachedRolePolicies({ client }, { RoleName: nameOf(role) })) {
          for (const { PolicyArn } of page.AttachedPolicies ?? []) if (PolicyArn) arns.push(PolicyArn);
        }
        return arns;
      }),
    createPolicy: async ({ name, path, document, tags }) => {
      try {
        await client.send(
          new CreatePolicyCommand({
            PolicyName: name,
            Path: path,
            PolicyDocument: JSON.stringify(document),
            Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
          }),
        );
        return "created";
      } catch (error) {
        if (codeOf(error) === "EntityAlreadyExists") return "exists";
        return outside(() => Promise.reject(error));
      }
    },
    policy: (arn) => outsideOr(undefined, () => readPolicy(client, arn)),
    attach: (role, policy) =>
      outside(async () => {
        await client.send(new AttachRolePolicyCommand({ RoleName: nameOf(role), PolicyArn: policy }));
      }),
    entities: (policy) => outsideOr([], () => entitiesOf(client, policy)),
    detach: (entity, policy) => outsideOr(undefined, () => detach(client, entity, policy)),
    otherVersions: (policy) =>
      outsideOr([], async () => {
        const ids: string[] = [];
        for await (const page of paginateListPolicyVersions({ client }, { PolicyArn: policy })) {
          for (const { VersionId, IsDefaultVersion } of page.Versions ?? [])
            if (VersionId && IsDefaultVersion !== true) ids.push(VersionId);
        }
        return ids;
      }),
    deleteVersion: (policy, version) =>
      outsideOr(undefined, async () => {
        await client.send(new DeletePolicyVersionCommand({ PolicyArn: policy, VersionId: version }));
      }),
    deletePolicy: (policy) =>
      outsideOr(undefined, async () => {
        await client.send(new DeletePolicyCommand({ PolicyArn: policy }));
      }),
    policies: (path) => listPolicies(client, path),
  };
}

async function* listPolicies(client: IAMClient, path: string): AsyncGenerator<readonly StandingPolicy[]> {
  const pages = paginateListPolicies({ client }, { Scope: "Local", PathPrefix: path });
  for (;;) {
    const { value, done } = await outside(() => pages.next());
    if (done === true) return;
    yield (value.Policies ?? []).flatMap(({ Arn, PolicyName, CreateDate }) =>
      Arn === undefined || PolicyName === undefined
        ? []
        : // A list says neither documents nor tags.
          [{ arn: Arn, name: PolicyName, createdAt: CreateDate?.getTime() ?? 0, document: null, tags: {} }],
    );
  }
}

async function readPolicy(client: IAMClient, arn: string): Promise<StandingPolicy | undefined> {
  const { Policy } = await client.send(new GetPolicyCommand({ PolicyArn: arn }));
  if (Policy?.PolicyName === undefined || Policy.DefaultVersionId === undefined) return undefined;
  const { PolicyVersion } = await client.send(
    new GetPolicyVersionCommand({ PolicyArn: arn, VersionId: Policy.DefaultVersionId }),
  );
  return {
    arn,
    name: Policy.PolicyName,
    createdAt: Policy.CreateDate?.getTime() ?? 0,
    document: documentOf(PolicyVersion?.Document),
    tags: Object.fromEntries((Policy.Tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value])),
  };
}

/** IAM API Reference, GetPolicyVersion: the document comes URL-encoded (RFC 3986). */
function documentOf(encoded: string | undefined): PolicyDocument | null {
  try {
    return JSON.parse(decodeURIComponent(encoded ?? ""));
  } catch {
    return null;
  }
}

async function entitiesOf(client: IAMClient, policy: string): Promise<AttachedEntity[]> {
  const entities: AttachedEntity[] = [];
  for await (const page of paginateListEntitiesForPolicy({ client }, { PolicyArn: policy })) {
    for (const { RoleName } of page.PolicyRoles ?? [])
      if (RoleName) entities.push({ type: "role", name: RoleName });
    for (const { UserName } of page.PolicyUsers ?? [])
      if (UserName) entities.push({ type: "user", name: UserName });
    for (const { GroupName } of page.PolicyGroups ?? [])
      if (GroupName) entities.push({ type: "group", name: GroupName });
  }
  return entities;
}

async function detach(client: IAMClient, { type, name }: AttachedEntity, PolicyArn: string): Promise<void> {
  switch (type) {
    case "role":
      await client.send(new DetachRolePolicyCommand({ RoleName: name, PolicyArn }));
      return;
    case "user":
      await client.send(new DetachUserPolicyCommand({ UserName: name, PolicyArn }));
      return;
    case "group":
      await client.send(new DetachGroupPolicyCommand({ GroupName: name, PolicyArn }));
      return;
    default:
      throw new OutsideError("refused", `a policy is attached to a ${String(type satisfies never)}`);
  }
}

function nameOf(arn: string): string {
  return arn.slice(arn.lastIndexOf("/") + 1);
}
