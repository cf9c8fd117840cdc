import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import type { TerraformStack } from "cdktf";
import { JitAccess, Port, type Segment, TimeBoundPolicy } from "../../constructs/index.js";

/** What docs/access.md shows, as code that is compiled and run. */
export function shownConstructs(
  stack: TerraformStack,
  { app, db, entitlements }: { readonly app: Segment; readonly db: Segment; readonly entitlements: string },
): JitAccess {
  const jit = new JitAccess(stack, "jit", { entitlements, storage: "bucket" });

  const orders = new IamRole(stack, "orders", {
    name: "shop-orders",
    path: "/jit-targets/",
    assumeRolePolicy: jit.trustPolicy(),
  });
  jit.eligible(orders);

  jit.flow(app, db, Port.POSTGRES, {
    id: "app-to-db",
    maxMinutes: 60,
    eligible: ["group:oncall"],
    approval: { required: 1, approvers: ["user:u-23"] },
  });

  new TimeBoundPolicy(stack, "audit", {
    deadline: "2030-12-24T18:00:00Z",
    statements: [{ actions: ["s3:GetObject"], resources: ["arn:aws:s3:::audit/*"] }],
    roles: ["auditors"],
  });
  return jit;
}
