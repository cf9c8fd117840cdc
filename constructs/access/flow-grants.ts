import { createHash } from "node:crypto";
import type { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy/index.js";
import { Lazy } from "cdktf";
import { Construct } from "constructs";
import type { FlowEntitlement } from "../../core/access/entitlement.js";
import { ACCESS_PROVISION, ACCESS_SWEEP } from "../../core/contracts/access-broker.js";
import { type PolicyStatement, policyText } from "../../core/iam/policy-text.js";
import { isToken } from "../../core/network/token.js";
import type { Segment } from "../network/segment.js";
import { flowArns, TAG_AT_CREATION, TAG_OF_GRANTS } from "./broker-functions.js";

/** What an entitlement of a flow says beside its two ends and its port. */
export type FlowEntitlementOptions = Omit<FlowEntitlement, "kind" | "flow">;

/** The flows that an access broker may open, and what its functions may do to the groups of their ends. */
export class FlowGrants extends Construct {
  /** Ids that Terraform knows, by what stands for them in the file until then. */
  readonly #ids = new Map<string, string>();
  readonly #roles: { readonly provision: IamRole; readonly sweep: IamRole };

  constructor(scope: Construct, id: string, roles: { readonly provision: IamRole; readonly sweep: IamRole }) {
    super(scope, id);
    this.#roles = roles;
  }

  /** What stands for the segment's group in the file: its id, or one of the same form until Terraform knows it. */
  groupOf({ node, securityGroupId }: Segment): string {
    const written = isToken(securityGroupId)
      ? `sg-${createHash("sha256").update(node.path).digest("hex").slice(0, 17)}`
      : securityGroupId;
    return written;
  }

  /** Gives the functions the two groups. */
  open(...segments: readonly Segment[]): void {
    if (this.#ids.size === 0) this.#policies();
    for (const segment of segments) this.#ids.set(this.groupOf(segment), segment.securityGroupId);
  }

  /** The text with the ids that Terraform knows in place of what stood for them. */
  fill(text: string): string {
    return [...this.#ids].reduce((filled, [written, id]) => filled.replaceAll(written, () => id), text);
  }

  /** Known when all flows are declared. */
  #policies(): void {
    const { openFlows, tagFlows, readRules } = ACCESS_PROVISION.permissions;
    this.#policy("provision", () =>
      this.#statements(openFlows.actions, tagFlows.actions, readRules.actions, TAG_AT_CREATION),
    );
    const { closeFlows } = ACCESS_SWEEP.permissions;
    this.#policy("sweep", () =>
      this.#statements(closeFlows.actions, tagFlows.actions, readRules.actions, TAG_OF_GRANTS),
    );
  }

  #policy(key: "provision" | "sweep", statements: () => PolicyStatement[]): void {
    new IamRolePolicy(this, key, {
      role: this.#roles[key].id,
      name: "flows",
      policy: Lazy.stringValue({ produce: () => policyText(statements()) }),
    });
  }

  #statements(
    change: readonly string[],
    tag: readonly string[],
    read: readonly string[],
    tagCondition: NonNullable<PolicyStatement["Condition"]>,
  ): PolicyStatement[] {
    const { groupsAndRules, rules } = flowArns(this, [...this.#ids.values()]);
    return [
      { Sid: "ChangeRules", Effect: "Allow", Action: change, Resource: groupsAndRules },
      { Sid: "TagRules", Effect: "Allow", Action: tag, Resource: rules, Condition: tagCondition },
      // EC2 knows no resource for Describe actions.
      { Sid: "ReadRules", Effect: "Allow", Action: read, Resource: "*" },
    ];
  }
}
