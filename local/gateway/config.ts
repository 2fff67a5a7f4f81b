/**
 * What the gateways run, as plain data with every reference resolved. `local/template/` makes it from `cdk.out`;
 * `local/gateway/` knows nothing of CloudFormation.
 */
export type ApiBase = {
  readonly apiId: string;
  readonly name: string;
  readonly region: string;
  readonly accountId: string;
  /** `{api}.execute-api.{region}.amazonaws.com`: what events say in `domainName`. */
  readonly domainName: string;
};

export type Throttle = { readonly ratePerSecond?: number; readonly burst?: number };

export type Integration =
  /** Lambda proxy. */
  | { readonly kind: 'lambda'; readonly functionArn: string; readonly timeoutMs: number }
  /** Answers by itself from its templates. */
  | {
      readonly kind: 'mock';
      readonly requestTemplates: Readonly<Record<string, string>>;
      readonly templateSelectionExpression?: string;
      readonly responses: readonly {
        readonly key: string;
        readonly templates: Readonly<Record<string, string>>;
      }[];
    };

export type RequestAuthorizer = {
  readonly authorizerId: string;
  readonly functionArn: string;
  /** `route.request.querystring.x`, `route.request.header.x`, `stageVariables.x`, `context.x`. */
  readonly identitySources: readonly string[];
};

export type WebSocketRoute = {
  readonly routeId: string;
  readonly routeKey: string;
  readonly integration?: Integration;
  readonly authorization:
    | { readonly kind: 'none' }
    | { readonly kind: 'iam' }
    | ({ readonly kind: 'request' } & RequestAuthorizer);
  /** Two-way: a route response `$default` and a route response selection expression are present. */
  readonly returnsResponse: boolean;
  readonly apiKeyRequired: boolean;
  readonly throttle: Throttle;
  /** JSON schema of the frames this route takes, where the template gives a model. */
  readonly requestModel?: unknown;
  readonly modelSelectionExpression?: string;
  /** The schemas by what `modelSelectionExpression` yields, where a route has several; `$default` is `requestModel`. */
  readonly requestModels?: Readonly<Record<string, unknown>>;
};

export type WebSocketApiConfig = ApiBase & {
  readonly kind: 'websocket';
  readonly routeSelectionExpression: string;
  readonly apiKeySelectionExpression?: string;
  /** The values of the enabled keys of the stage's usage plans. */
  readonly apiKeys?: readonly string[];
  readonly stage: string;
  /** On a custom domain: the mapping's key, which the path holds in place of the stage; empty when it is mapped at the root. */
  readonly basePath?: string;
  readonly stageVariables: Readonly<Record<string, string>>;
  readonly throttle: Throttle;
  readonly routes: readonly WebSocketRoute[];
};

export type Cors = {
  readonly allowOrigins: readonly string[];
  readonly allowMethods: readonly string[];
  readonly allowHeaders: readonly string[];
  readonly exposeHeaders: readonly string[];
  readonly allowCredentials: boolean;
  readonly maxAgeSeconds?: number;
};

export type HttpRoute = {
  /** `GET /rooms/{id}`, `ANY /{proxy+}`, `$default`. */
  readonly routeKey: string;
  readonly integration: {
    readonly functionArn: string;
    readonly payloadVersion: '1.0' | '2.0';
    readonly timeoutMs: number;
  };
  readonly authorizer?: {
    readonly functionArn: string;
    readonly identitySources: readonly string[];
    readonly simpleResponses: boolean;
    readonly cacheSeconds: number;
  };
  readonly throttle: Throttle;
};

export type HttpApiConfig = ApiBase & {
  readonly kind: 'http';
  /** `$default`, or a name that is then the first segment of the path. */
  readonly stage: string;
  readonly stageVariables: Readonly<Record<string, string>>;
  readonly cors?: Cors;
  readonly throttle: Throttle;
  readonly routes: readonly HttpRoute[];
};
