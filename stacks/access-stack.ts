import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import { TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { JitAccess } from "../constructs/access/jit-access.js";
import type { RoleEntitlement } from "../core/access/entitlement.js";
import { SOURCE_IDENTITY } from "../core/iam/condition.js";
import type { AccessConfig } from "./access-config.js";
import { addBackend } from "./backend.js";

/** Reference stack of just-in-time access: the broker, and a role for each target of its entitlements. */
export class AccessStack extends TerraformStack {
  readonly jit: JitAccess;

  /** @throws CordonError for a configuration that the schema accepts and the constructs do not, and for wrong entitlements */
  constructor(scope: Construct, id: string, config: AccessConfig) {
    super(scope, id);
    addBackend(this, id, config.backend);
    new AwsProvider(this, "aws", {
      region: config.region,
      defaultTags: [{ tags: { ...config.tags, "cordon:stack": id } }],
    });
    this.jit = new JitAccess(this, "jit", {
      name: `${config.name}-jit`,
      entitlements: config.entitlements,
      ...(config.accountId === undefined ? {} : { accountId: config.accountId }),
      ...(config.alarmActions === undefined ? {} : { alarmActions: config.alarmActions }),
    });
    for (const { target, person = SOURCE_IDENTITY } of targetsOf(this.jit)) {
      const [, path = "/", name = ""] = /:role(\/(?:.*\/)?)([^/]+)$/.exec(target) ?? [];
      const role = new IamRole(this, `target ${path}${name}`, {
        name,
        path,
        description: "Allows nothing but what a grant of just-in-time access adds",
        assumeRolePolicy: this.jit.trustPolicy({ person }),
      });
      this.jit.eligible(role);
    }
    const { notices, storage } = this.jit;
    new TerraformOutput(this, "approver-topic", { value: notices.approvers.arn });
    new TerraformOutput(this, "watcher-topic", { value: notices.watchers.arn });
    new TerraformOutput(this, "access-policy-table", { value: storage.accessPolicies.name });
    new TerraformOutput(this, "target-boundary", { value: this.jit.boundaryArn });
  }
}

/** The first entitlement of each target: `eligible` refuses a trust policy that does not do for all of them. */
function targetsOf({ entitlements: { entitlements } }: JitAccess): RoleEntitlement[] {
  const roles = entitlements.filter(
    (one): one is RoleEntitlement => one.kind === undefined || one.kind === "role",
  );
  return roles.filter(({ target }, index) => roles.findIndex((one) => one.target === target) === index);
}
