import { type Attributes, named, type SynthesizedStack } from "../synthesized.js";

export const ACCOUNT = "111122223333";
export const REGION = "eu-central-1";

/** One resource with what AWS would have in place of Terraform's references. */
export interface DeployedResource {
  readonly address: string;
  readonly type: string;
  readonly name: string;
  readonly attributes: Attributes;
}

const REFERENCE = /\$\{((?:data\.)?[a-z0-9_]+\.[\w-]+)\.([a-z_]+)\}/g;

/** The ARNs that AWS gives, by resource type; other attributes of a resource stand for themselves. */
const ARNS: Readonly<Record<string, (name: string, attributes: Attributes) => string>> = {
  aws_kms_key: (name) => `arn:aws:kms:${REGION}:${ACCOUNT}:key/${name}`,
  aws_s3_bucket: (name) => `arn:aws:s3:::${bucketName(name)}`,
  aws_cloudwatch_log_group: (_, { name }) => `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${name}`,
  aws_iam_policy: (_, { name, path }) => `arn:aws:iam::${ACCOUNT}:policy${path}${name}`,
  aws_iam_role: (name) => `arn:aws:iam::${ACCOUNT}:role/${name}`,
  aws_athena_workgroup: (_, { name }) => `arn:aws:athena:${REGION}:${ACCOUNT}:workgroup/${name}`,
  aws_sqs_queue: (name) => `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}`,
  aws_sns_topic: (name) => `arn:aws:sns:${REGION}:${ACCOUNT}:${name}`,
  aws_dynamodb_table: (_, { name }) => `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${name}`,
  aws_kinesis_firehose_delivery_stream: (_, { name }) =>
    `arn:aws:firehose:${REGION}:${ACCOUNT}:deliverystream/${name}`,
  aws_lambda_function: (_, { function_name }) =>
    `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${function_name}`,
};

/** What data sources find, by type and attribute. */
const FOUND: Readonly<Record<string, string>> = {
  "data.aws_caller_identity account_id": ACCOUNT,
  "data.aws_region id": REGION,
  "data.aws_partition partition": "aws",
};

/** A synthesized stack as it would stand in an account: references become ARNs and names, as AWS gives them. */
export class DeployedStack {
  readonly resources: readonly DeployedResource[];
  readonly #stack: SynthesizedStack;

  constructor(stack: SynthesizedStack, resources?: readonly DeployedResource[]) {
    this.#stack = stack;
    this.resources =
      resources ??
      Object.keys(stack.resource ?? {}).flatMap((type) =>
        named(stack, type).map(([name, attributes]) => ({
          address: `${type}.${name}`,
          type,
          name,
          attributes: this.#resolved(attributes) as Attributes,
        })),
      );
  }

  ofType(type: string): readonly DeployedResource[] {
    return this.resources.filter((one) => one.type === type);
  }

  arnOf({ type, name, attributes }: DeployedResource): string {
    const arn = ARNS[type];
    if (arn === undefined) throw new Error(`the ARN of a ${type} is not known here`);
    return arn(name, attributes);
  }

  /** The resource of the type that has the ARN. */
  byArn(type: string, arn: unknown): DeployedResource | undefined {
    return this.ofType(type).find((one) => this.arnOf(one) === arn);
  }

  /** The same stack, where the resource at that address has another policy. */
  withPolicy(address: string, policy: string): DeployedStack {
    return this.#with(
      this.resources.map((one) =>
        one.address === address ? { ...one, attributes: { ...one.attributes, policy } } : one,
      ),
    );
  }

  /** The same stack without the resource at that address. */
  without(address: string): DeployedStack {
    return this.#with(this.resources.filter((one) => one.address !== address));
  }

  #with(resources: readonly DeployedResource[]): DeployedStack {
    return new DeployedStack(this.#stack, resources);
  }

  #resolved(value: unknown): unknown {
    if (typeof value === "string") {
      return value.replace(REFERENCE, (whole, address: string, attribute: string) =>
        this.#referenced(whole, address, attribute),
      );
    }
    if (Array.isArray(value)) return value.map((one) => this.#resolved(one));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, this.#resolved(one)]));
  }

  #referenced(whole: string, address: string, attribute: string): string {
    const at = address.lastIndexOf(".");
    const [type, name] = [address.slice(0, at), address.slice(at + 1)];
    const found = FOUND[`${type} ${attribute}`];
    if (found !== undefined) return found;
    const attributes = this.#stack.resource?.[type]?.[name];
    if (attributes === undefined) return whole;
    if (attribute === "arn" && ARNS[type] !== undefined) {
      return ARNS[type](name, this.#resolved(attributes) as Attributes);
    }
    if (type === "aws_s3_bucket") return bucketName(name);
    const own = attributes[attribute];
    if (typeof own === "string") return this.#resolved(own) as string;
    return `${type}/${name}/${attribute}`;
  }
}

function bucketName(name: string): string {
  return name.toLowerCase().replaceAll("_", "-");
}
