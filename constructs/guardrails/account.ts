import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity/index.js";
import { DataAwsPartition } from "@cdktf/provider-aws/lib/data-aws-partition/index.js";
import { DataAwsRegion } from "@cdktf/provider-aws/lib/data-aws-region/index.js";
import { TerraformStack } from "cdktf";
import { Construct } from "constructs";

const ID = "cordon-account";

/** Account, partition and region that a stack deploys into; all three are tokens, each read once a stack if at all. */
export class Account extends Construct {
  get accountId(): string {
    return this.#once("identity", (id) => new DataAwsCallerIdentity(this, id)).accountId;
  }

  get partition(): string {
    return this.#once("partition", (id) => new DataAwsPartition(this, id)).partition;
  }

  get region(): string {
    // Not `name` and not `region`: the first is deprecated in version 6 of the provider, the second unknown to 5.
    return this.#once("region", (id) => new DataAwsRegion(this, id)).id;
  }

  /** Asks the tree, because a construct that fails takes out of it again what it was the first to need. */
  #once<Source extends Construct>(id: string, make: (id: string) => Source): Source {
    return (this.node.tryFindChild(id) as Source | undefined) ?? make(id);
  }

  /** The account of the construct's stack. */
  static of(construct: Construct): Account {
    const stack = TerraformStack.of(construct);
    const existing = stack.node.tryFindChild(ID);
    return existing instanceof Account ? existing : new Account(stack, ID);
  }

  /** The ARN of a resource of this account and region: `arn("logs", "log-group:shop")`. */
  arn(service: string, resource: string): string {
    return `arn:${this.partition}:${service}:${this.region}:${this.accountId}:${resource}`;
  }
}
