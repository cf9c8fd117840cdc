/**
 * Header, query and path values as API Gateway hands them over. All of it is written by the caller: nothing here says
 * who somebody is or where a request comes from.
 */
export type CallerText = Readonly<Record<string, string | undefined>>;

/**
 * What API Gateway asks a Lambda authorizer of an HTTP API (payload format 2.0): the parts that are read.
 *
 * Amazon API Gateway Developer Guide, "Control access to HTTP APIs with AWS Lambda authorizers".
 */
export interface HttpApiAuthorizerEvent {
  readonly version: "2.0";
  readonly type: "REQUEST";
  readonly routeArn: string;
  readonly routeKey: string;
  readonly rawPath: string;
  /** Values of a repeated header are joined with commas; names are in lower case. */
  readonly headers?: CallerText;
  readonly requestContext: {
    readonly apiId: string;
    readonly requestId: string;
    readonly timeEpoch: number;
    readonly http: {
      readonly method: string;
      readonly path: string;
      /** Address of the connection's other end. The caller cannot write it. */
      readonly sourceIp: string;
      readonly userAgent: string;
    };
  };
}

/**
 * What API Gateway asks a Lambda authorizer of a REST API (type REQUEST): the parts that are read.
 *
 * Amazon API Gateway Developer Guide, "Input to an API Gateway Lambda authorizer".
 */
export interface RestApiAuthorizerEvent {
  readonly type: "REQUEST";
  readonly methodArn: string;
  readonly resource: string;
  readonly path: string;
  readonly httpMethod: string;
  /** Names in the case that the caller wrote. */
  readonly headers: CallerText | null;
  readonly multiValueHeaders: Readonly<Record<string, readonly string[] | undefined>> | null;
  readonly requestContext: {
    readonly apiId: string;
    readonly requestId: string;
    readonly requestTimeEpoch: number;
    readonly identity: {
      /** Address of the connection's other end. The caller cannot write it. */
      readonly sourceIp: string;
      readonly userAgent: string | null;
    };
  };
}

/** Answer to an {@link HttpApiAuthorizerEvent} with simple responses: false is a 403. */
export interface HttpApiAuthorizerAnswer {
  readonly isAuthorized: boolean;
  readonly context: Readonly<Record<string, string | number | boolean>>;
}

/** Answer to a {@link RestApiAuthorizerEvent}: an IAM policy for the method that was asked for, and no other. */
export interface RestApiAuthorizerAnswer {
  readonly principalId: string;
  readonly policyDocument: {
    readonly Version: "2012-10-17";
    readonly Statement: readonly [
      { readonly Action: "execute-api:Invoke"; readonly Effect: "Allow" | "Deny"; readonly Resource: string },
    ];
  };
  readonly context: Readonly<Record<string, string | number | boolean>>;
}
