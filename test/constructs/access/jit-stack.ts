import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import type { TerraformStack } from "cdktf";
import { JitAccess } from "../../../constructs/access/jit-access.js";
import type { JitAccessProps } from "../../../constructs/access/jit-access-props.js";
import { makeWorkFolder } from "../../harness/work-folder.js";
import type { Attributes } from "../synthesized.js";

export const ENTITLEMENTS = fileURLToPath(new URL("entitlements.json", import.meta.url));

export const PROPS: JitAccessProps = {
  entitlements: ENTITLEMENTS,
  name: "shop-jit",
  now: new Date("2026-12-01T00:00:00Z"),
};

/** An access broker with usual settings but the given ones. */
export function jitIn(stack: TerraformStack, props: Partial<JitAccessProps> = {}): JitAccess {
  return new JitAccess(stack, "jit", { ...PROPS, ...props });
}

/** A file with the first entitlement changed, and with other keys of its own. */
export function changedEntitlements(changes: object, others: object = {}): string {
  const file = JSON.parse(readFileSync(ENTITLEMENTS, "utf8")) as { entitlements: object[] };
  const [first, ...rest] = file.entitlements;
  const path = join(makeWorkFolder("entitlements").path, "entitlements.json");
  writeFileSync(
    path,
    JSON.stringify({ ...file, ...others, entitlements: [{ ...first, ...changes }, ...rest] }),
  );
  return path;
}

/** A trust policy whose one statement has the condition. */
export function trustWith(
  condition: object | undefined,
  principal: unknown = { AWS: "111122223333" },
): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: principal,
        Action: ["sts:AssumeRole", "sts:SetSourceIdentity"],
        ...(condition === undefined ? {} : { Condition: condition }),
      },
    ],
  });
}

/** A role that the entitlement `orders-db-read` opens. */
export function targetIn(stack: TerraformStack, trust: string, others: object = {}): IamRole {
  return new IamRole(stack, "orders", {
    name: "orders",
    path: "/jit-targets/",
    assumeRolePolicy: trust,
    ...others,
  });
}

/** Every action that the statements of a role's own policy allow. */
export function allowedActions(policies: Readonly<Record<string, Attributes>>): string[] {
  return Object.values(policies)
    .filter((one) => one["Effect"] === "Allow")
    .flatMap((one) => one["Action"] as string | string[])
    .sort();
}
