import { TerraformStack } from "cdktf";
import { expect, it } from "vitest";
import type { FlowEntitlementOptions } from "../../../constructs/access/flow-grants.js";
import type { JitAccessProps } from "../../../constructs/access/jit-access-props.js";
import { synthesizedNetwork } from "../../../constructs/guardrails/synthesized-network.js";
import { Segmentation } from "../../../constructs/network/segmentation.js";
import { valueOrThrow } from "../../../core/errors.js";
import { Port } from "../../../core/network/port.js";
import { computeReachability } from "../../../core/reachability/compute-reachability.js";
import { readDocument } from "../../../core/reachability/read-document.js";
import { expectRefused } from "../../harness/misuse.js";
import { statements } from "../stack-resources.js";
import {
  named,
  newApp,
  newSegmentation,
  stackIn,
  synthesizedAround,
  VPC,
  writtenStacks,
} from "../synthesized.js";
import { jitIn } from "./jit-stack.js";

const OPTIONS: FlowEntitlementOptions = {
  id: "app-to-db",
  maxMinutes: 60,
  eligible: ["group:oncall"],
  approval: { required: 1, approvers: ["group:leads"] },
};

function declared(props: Partial<JitAccessProps> = { storage: "bucket" }) {
  const shop = newSegmentation();
  const [app, db] = [shop.segment("app"), shop.segment("db")];
  const jit = jitIn(TerraformStack.of(shop), props);
  return { shop, app, db, jit };
}

it("writes the ids of both groups into the file, and lets the functions change those groups alone", () => {
  const { shop, app, db, jit } = declared();
  jit.flow(app, db, Port.POSTGRES, OPTIONS);
  const stack = synthesizedAround(shop);
  const policies = named(stack, "aws_iam_role_policy").filter(([name]) => /^jit_flows/.test(name));
  expect({ policies, locals: (stack as { locals?: object }).locals }).toMatchSnapshot();
  expect(JSON.stringify(stack)).not.toMatch(/sg-[0-9a-f]{17}/);
  const [provision, sweep] = policies.map(([, policy]) => statements(policy["policy"]));
  expect(provision?.["ChangeRules"]?.["Action"]).toEqual([
    "ec2:AuthorizeSecurityGroupEgress",
    "ec2:AuthorizeSecurityGroupIngress",
  ]);
  expect(sweep?.["ChangeRules"]?.["Action"]).toEqual([
    "ec2:RevokeSecurityGroupEgress",
    "ec2:RevokeSecurityGroupIngress",
  ]);
});

it("refuses a flow where the entitlements lie in the archive", () => {
  const { shop, app, db, jit } = declared({});
  expectRefused(shop, () => jit.flow(app, db, Port.POSTGRES, OPTIONS), {
    code: "CORDON_JIT_FLOW_STORAGE",
    where: "network/jit",
  });
});

it("refuses a flow of a segment to itself", () => {
  const { shop, app, jit } = declared();
  expectRefused(shop, () => jit.flow(app, app, Port.POSTGRES, OPTIONS), {
    code: "CORDON_JIT_FLOW_REFUSED",
    where: "network/jit",
  });
});

it("refuses a flow that nobody can approve", () => {
  const { shop, app, db, jit } = declared();
  const approval = { required: 1, approvers: ["group:nobody"] };
  expectRefused(shop, () => jit.flow(app, db, Port.POSTGRES, { ...OPTIONS, approval }), {
    code: "CORDON_JIT_ENTITLEMENT_REFUSED",
    where: "network/jit",
  });
});

/** What cordon check reads of the app. */
function checked(shop: ReturnType<typeof newSegmentation>) {
  const { network } = synthesizedNetwork(shop);
  return network.reachability;
}

it("is a possible edge to cordon check, with the entitlement and its longest time", () => {
  const { shop, app, db, jit } = declared();
  jit.flow(app, db, Port.POSTGRES, OPTIONS);
  const { edges, halfOpen, unknown } = checked(shop);
  const [group, target] = ["app", "db"].map((name) => expect.stringMatching(`shop_${name}_`));
  expect(edges.filter(({ grants }) => grants !== undefined)).toEqual([
    {
      from: group,
      to: target,
      protocol: "tcp",
      fromPort: 5432,
      toPort: 5432,
      family: "both",
      certainty: "possible",
      because: ["entitlement.app-to-db.egress", "entitlement.app-to-db.ingress"],
      grants: [{ entitlement: "app-to-db", maxMinutes: 60 }],
    },
  ]);
  // A grant is no gap in what is known.
  const other = declared();
  const without = checked(other.shop);
  expect({ halfOpen, unknown }).toEqual({ halfOpen: without.halfOpen, unknown: without.unknown });
});

it("leaves an expectation of no path unproven, and the synthesis says whose grant opens it", () => {
  const { shop, app, db, jit } = declared();
  shop.expectNoPath(app, db);
  jit.flow(app, db, Port.POSTGRES, OPTIONS);
  const [problem] = shop.node.findAll().flatMap(({ node }) => node.validate());
  expect(problem).toMatch(/CORDON_EXPECTATION_UNKNOWN/);
  expect(problem).toMatch(/entitlement\.app-to-db\.egress and entitlement\.app-to-db\.ingress/);
});

it("proves the same expectation where no grant opens the flow", () => {
  const { shop, app, db } = declared();
  shop.expectNoPath(app, db);
  expect(shop.node.findAll().flatMap(({ node }) => node.validate())).toEqual([]);
});

it("is known where the segments lie in another stack than the broker, in the JSON that Terraform reads", () => {
  const app = newApp();
  const shop = new Segmentation(stackIn(app, "network"), "shop", { vpc: VPC });
  const [from, to] = [shop.segment("app"), shop.segment("db")];
  jitIn(stackIn(app, "access"), { storage: "bucket" }).flow(from, to, Port.POSTGRES, OPTIONS);
  const files = Object.entries(writtenStacks(app)).map(([stack, json]) => ({
    path: `${stack}/cdk.tf.json`,
    stack,
    json,
  }));
  const { edges } = computeReachability(valueOrThrow(readDocument(files)));
  expect(edges.filter(({ grants }) => grants !== undefined)).toMatchObject([
    {
      from: expect.stringMatching(/^aws_security_group\.shop_app_/),
      to: expect.stringMatching(/^aws_security_group\.shop_db_/),
      grants: [{ entitlement: "app-to-db", maxMinutes: 60 }],
    },
  ]);
});
