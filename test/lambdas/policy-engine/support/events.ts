/** What a request to an API looks like to its Lambda authorizer. */
export interface RequestShape {
  readonly method?: string;
  readonly path?: string;
  /** Without the Authorization header, if `token` is given. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly token?: string | undefined;
  readonly sourceIp?: string;
}

/** An event of an HTTP API, payload format 2.0 (Amazon API Gateway Developer Guide). */
export function httpApiEvent(shape: RequestShape = {}) {
  const { method = "GET", path = "/orders/42", sourceIp = "198.51.100.7" } = shape;
  return {
    version: "2.0",
    type: "REQUEST",
    routeArn: `arn:aws:execute-api:eu-central-1:111122223333:abcdef1234/$default/${method}${path}`,
    identitySource: [],
    routeKey: "$default",
    rawPath: path,
    rawQueryString: "",
    headers: headersWith(shape),
    requestContext: {
      accountId: "111122223333",
      apiId: "abcdef1234",
      domainName: "abcdef1234.execute-api.eu-central-1.amazonaws.com",
      http: { method, path, protocol: "HTTP/1.1", sourceIp, userAgent: "curl/8" },
      requestId: "request-1",
      routeKey: "$default",
      stage: "$default",
      timeEpoch: 1,
    },
  };
}

/** An event of a REST API, type REQUEST. */
export function restApiEvent(shape: RequestShape = {}) {
  const { method = "GET", path = "/orders/42", sourceIp = "198.51.100.7" } = shape;
  const headers = headersWith(shape);
  return {
    type: "REQUEST",
    methodArn: `arn:aws:execute-api:eu-central-1:111122223333:abcdef1234/prod/${method}${path}`,
    resource: "/{proxy+}",
    path,
    httpMethod: method,
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    queryStringParameters: {},
    pathParameters: { proxy: path.slice(1) },
    requestContext: {
      apiId: "abcdef1234",
      requestId: "request-1",
      requestTimeEpoch: 1,
      identity: { sourceIp, userAgent: "curl/8" },
    },
  };
}

function headersWith({ token, headers = {} }: RequestShape): Record<string, string> {
  return { ...headers, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) };
}
