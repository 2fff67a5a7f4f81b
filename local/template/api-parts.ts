import * as v from 'valibot';
import type { ApiBase, Throttle } from '../gateway/config.ts';
import { account, executeApiHost } from './account.ts';
import { boolean, number, readProperties, text, texts } from './properties.ts';
import { refOf } from './references.ts';
import type { Deployment, ResolvedResource } from './resolve-stacks.ts';

const routeSettings = v.object({
  ThrottlingRateLimit: v.optional(number),
  ThrottlingBurstLimit: v.optional(number),
});

const schemas = {
  Api: v.object({
    Name: v.optional(text, 'api'),
    ProtocolType: v.optional(v.string(), 'HTTP'),
    RouteSelectionExpression: v.optional(v.string(), '$request.method $request.path'),
    ApiKeySelectionExpression: v.optional(v.string()),
    CorsConfiguration: v.optional(
      v.object({
        AllowOrigins: v.optional(v.array(v.string()), []),
        AllowMethods: v.optional(v.array(v.string()), []),
        AllowHeaders: v.optional(v.array(v.string()), []),
        ExposeHeaders: v.optional(v.array(v.string()), []),
        AllowCredentials: v.optional(boolean, false),
        MaxAge: v.optional(number),
      }),
    ),
  }),
  Stage: v.object({
    StageName: v.string(),
    StageVariables: v.optional(texts, {}),
    DefaultRouteSettings: v.optional(routeSettings, {}),
    RouteSettings: v.optional(v.record(v.string(), routeSettings), {}),
  }),
  Route: v.object({
    RouteKey: v.string(),
    Target: v.optional(v.string(), ''),
    AuthorizationType: v.optional(v.string(), 'NONE'),
    AuthorizerId: v.optional(text),
    ApiKeyRequired: v.optional(boolean, false),
    RouteResponseSelectionExpression: v.optional(v.string()),
    ModelSelectionExpression: v.optional(v.string()),
    RequestModels: v.optional(texts, {}),
  }),
  Integration: v.object({
    IntegrationType: v.string(),
    IntegrationUri: v.optional(v.string(), ''),
    TimeoutInMillis: v.optional(number),
    PayloadFormatVersion: v.optional(text, '1.0'),
    RequestTemplates: v.optional(texts, {}),
    TemplateSelectionExpression: v.optional(v.string()),
  }),
  IntegrationResponse: v.object({
    IntegrationId: text,
    IntegrationResponseKey: v.string(),
    ResponseTemplates: v.optional(texts, {}),
  }),
  RouteResponse: v.object({ RouteId: text, RouteResponseKey: v.string() }),
  Authorizer: v.object({
    AuthorizerType: v.string(),
    AuthorizerUri: v.optional(v.string(), ''),
    IdentitySource: v.optional(v.array(v.string()), []),
    EnableSimpleResponses: v.optional(boolean, false),
    AuthorizerResultTtlInSeconds: v.optional(number),
    AuthorizerPayloadFormatVersion: v.optional(text),
  }),
  Model: v.object({ Name: v.string(), Schema: v.unknown() }),
};

type Schemas = typeof schemas;
export type Part<Kind extends keyof Schemas> = v.InferOutput<Schemas[Kind]> & { readonly id: string };

/** One API of the template, with the parts that name it. */
export type ApiParts = {
  readonly id: string;
  readonly api: Part<'Api'>;
  readonly part: <Kind extends Exclude<keyof Schemas, 'Api'>>(kind: Kind) => Part<Kind>[];
};

/** The APIs of a deployment, each with its own routes, stages, integrations and so on. */
export function apisOf(deployment: Deployment): ApiParts[] {
  const ofKind = (kind: string) =>
    deployment.resources.filter(({ type }) => type === `AWS::ApiGatewayV2::${kind}`);
  return ofKind('Api').map((resource) => {
    const id = refOf(resource);
    return {
      id,
      api: read(resource, 'Api'),
      part: (kind) =>
        ofKind(kind)
          .filter(({ properties }) => properties['ApiId'] === id)
          .map((part) => read(part, kind)),
    };
  });
}

function read<Kind extends keyof Schemas>(resource: ResolvedResource, kind: Kind): Part<Kind> {
  return { ...readProperties(resource, schemas[kind]), id: refOf(resource) };
}

/** What events say of the API itself. */
export const apiBase = ({ id, api }: ApiParts): ApiBase => ({
  apiId: id,
  name: api.Name,
  region: account.region,
  accountId: account.id,
  domainName: executeApiHost(id),
});

/** The stage's limits for one route, or its default ones. */
export function throttleOf(stage: Part<'Stage'>, routeKey?: string): Throttle {
  const settings =
    routeKey === undefined ? stage.DefaultRouteSettings : (stage.RouteSettings[routeKey] ?? {});
  const { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst } = settings;
  return {
    ...(rate === undefined ? {} : { ratePerSecond: rate }),
    ...(burst === undefined ? {} : { burst }),
  };
}
