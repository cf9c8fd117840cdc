import { fileURLToPath } from "node:url";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import { App, LocalBackend, TerraformStack } from "cdktf";
import { JitAccess } from "../../constructs/access/jit-access.js";

export const REGION = "eu-central-1";

const ENTITLEMENTS = fileURLToPath(new URL("access-entitlements.json", import.meta.url));

/** Who may assume the targets, as whom: the trust policy pins the source identity to the user. */
const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Principal: { AWS: "arn:aws:iam::123456789012:root" },
      Action: ["sts:AssumeRole", "sts:SetSourceIdentity"],
      Condition: { StringEquals: { "sts:SourceIdentity": "$${aws:username}" } },
    },
  ],
});

/** Synthesizes an access broker with a target that carries its boundary, and one that does not. */
export function synthesizeAccessBroker(outdir: string): void {
  const app = new App({ outdir });
  const stack = new TerraformStack(app, "access");
  new LocalBackend(stack, { path: "terraform.tfstate" });
  new AwsProvider(stack, "aws", { region: REGION });
  const jit = new JitAccess(stack, "jit", {
    name: "shop-jit",
    entitlements: ENTITLEMENTS,
    // The oldest provider that is supported does not know nodejs24.x.
    function: { runtime: "nodejs22.x" },
  });
  const path = "/jit-targets/";
  jit.eligible(new IamRole(stack, "orders", { name: "orders", path, assumeRolePolicy: TRUST }));
  new IamRole(stack, "unbounded", { name: "unbounded", path, assumeRolePolicy: TRUST });
  app.synth();
}
