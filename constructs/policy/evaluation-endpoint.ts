import { LambdaFunctionUrl } from "@cdktf/provider-aws/lib/lambda-function-url/index.js";
import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission/index.js";
import { Construct } from "constructs";
import { AUTHZEN } from "../../core/contracts/authzen.js";
import type { DeployedFunction } from "../function/deployed-function.js";
import { NodejsFunction } from "../function/nodejs-function.js";
import type { NodejsFunctionProps } from "../function/nodejs-function-props.js";

/** Who may ask for evaluations. */
export interface EvaluationEndpointProps {
  /** ARNs of the IAM principals that may ask: the roles of the policy enforcement points. */
  readonly callers: readonly string[];
}

/** The AuthZEN endpoints of a policy engine: a function URL that only the named IAM principals may call. */
export class EvaluationEndpoint extends Construct {
  readonly function: DeployedFunction;
  /** "https://….lambda-url.….on.aws/", before "access/v1/evaluation". */
  readonly url: string;

  constructor(
    scope: Construct,
    id: string,
    { callers, ...props }: EvaluationEndpointProps & Omit<NodejsFunctionProps<typeof AUTHZEN>, "contract">,
  ) {
    super(scope, id);
    this.function = new NodejsFunction(this, "function", { ...props, contract: AUTHZEN });
    const { functionName } = this.function;
    this.url = new LambdaFunctionUrl(this, "url", { functionName, authorizationType: "AWS_IAM" }).functionUrl;
    for (const [index, principal] of callers.entries()) {
      new LambdaPermission(this, `caller-${index}`, {
        functionName,
        action: "lambda:InvokeFunctionUrl",
        principal,
        functionUrlAuthType: "AWS_IAM",
      });
      // A function URL made since October 2025 asks for both. Source: Lambda Developer Guide, "Control access to function URLs".
      new LambdaPermission(this, `invoke-${index}`, {
        functionName,
        action: "lambda:InvokeFunction",
        principal,
      });
    }
  }
}
