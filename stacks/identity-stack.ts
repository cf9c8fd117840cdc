import { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import { TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { acknowledge } from "../constructs/guardrails/acknowledge.js";
import { Authenticator } from "../constructs/identity/authenticator.js";
import { addBackend } from "./backend.js";
import type { IdentityConfig } from "./identity-config.js";

/** Reference stack of identity: the authenticator, whose tokens the policy engine of the API stack believes. */
export class IdentityStack extends TerraformStack {
  readonly identity: Authenticator;

  /** @throws CordonError for a configuration that the schema accepts and the constructs do not */
  constructor(scope: Construct, id: string, config: IdentityConfig) {
    super(scope, id);
    const { name, region, tags, backend, openUntil, ...props } = config;
    addBackend(this, id, backend);
    new AwsProvider(this, "aws", {
      region,
      defaultTags: [{ tags: { ...tags, "cordon:stack": id } }],
    });
    this.identity = new Authenticator(this, "identity", { ...props, name: `${name}-identity` });
    // At the open routes alone: an operators' route that lost its authorization stays a finding.
    if (openUntil !== undefined) {
      for (const route of this.identity.api.open) {
        acknowledge(route, {
          rule: "CORDON-API-001",
          reason:
            "People have no token before they sign in; the authenticator authenticates each call itself.",
          expires: openUntil,
        });
      }
    }
    const { api, domain, notices, operatorArn } = this.identity;
    new TerraformOutput(this, "endpoint", { value: api.endpoint });
    new TerraformOutput(this, "operator-arn", { value: operatorArn });
    new TerraformOutput(this, "notice-topic", { value: notices.people.arn });
    new TerraformOutput(this, "alarm-topic", { value: notices.alarms.arn });
    if (domain !== undefined) {
      new TerraformOutput(this, "domain-target", { value: domain.target.hostName });
    }
  }
}
