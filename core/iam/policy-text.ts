/** One statement of an IAM policy, in IAM's own words. */
export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: "Allow" | "Deny";
  /** Absent in policies of identities. */
  readonly Principal?: "*" | { readonly Service: string } | { readonly AWS: string };
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  /** Denies only: everything but these. */
  readonly NotResource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** The statements as the JSON text of an IAM policy. */
export function policyText(statements: readonly PolicyStatement[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

/** The trust policy of a role that one AWS service assumes, under the conditions given. */
export function serviceTrust(service: string, condition?: PolicyStatement["Condition"]): string {
  return policyText([
    {
      Sid: "Assume",
      Effect: "Allow",
      Principal: { Service: service },
      Action: "sts:AssumeRole",
      ...(condition === undefined ? {} : { Condition: condition }),
    },
  ]);
}
