import type { Cors, HttpApiConfig, HttpRoute } from '../gateway/config.ts';
import { type ApiParts, apiBase, apisOf, type Part, throttleOf } from './api-parts.ts';
import { functionArnIn } from './function-arn.ts';
import type { Deployment } from './resolve-stacks.ts';
import type { Note } from './websocket-apis.ts';

/** The HTTP APIs of a deployment; each stage of an API is one. */
export function httpApisOf(deployment: Deployment, note: Note): HttpApiConfig[] {
  const apis = apisOf(deployment).filter(({ api }) => api.ProtocolType === 'HTTP');
  return apis.flatMap((parts) => parts.part('Stage').map((stage) => configOf(parts, stage, note)));
}

function configOf(parts: ApiParts, stage: Part<'Stage'>, note: Note): HttpApiConfig {
  const cors = corsOf(parts.api);
  return {
    ...apiBase(parts),
    kind: 'http',
    stage: stage.StageName,
    stageVariables: stage.StageVariables,
    ...(cors === undefined ? {} : { cors }),
    throttle: throttleOf(stage),
    routes: parts.part('Route').flatMap((route) => routeOf({ parts, stage, route, note }) ?? []),
  };
}

function corsOf({ CorsConfiguration: cors }: Part<'Api'>): Cors | undefined {
  if (cors === undefined) return undefined;
  return {
    allowOrigins: cors.AllowOrigins,
    allowMethods: cors.AllowMethods,
    allowHeaders: cors.AllowHeaders,
    exposeHeaders: cors.ExposeHeaders,
    allowCredentials: cors.AllowCredentials,
    ...(cors.MaxAge === undefined ? {} : { maxAgeSeconds: cors.MaxAge }),
  };
}

type RouteInput = {
  readonly parts: ApiParts;
  readonly stage: Part<'Stage'>;
  readonly route: Part<'Route'>;
  readonly note: Note;
};

/** @NOTE A route whose integration or authorizer can't run here is left out, not left open. */
function routeOf({ parts, stage, route, note }: RouteInput): HttpRoute | undefined {
  const id = route.Target.replace('integrations/', '');
  const integration = parts.part('Integration').find((candidate) => candidate.id === id);
  if (integration?.IntegrationType !== 'AWS_PROXY') {
    note(`${parts.api.Name}: route ${route.RouteKey} has no Lambda integration and is left out`);
    return undefined;
  }
  const authorizer = authorizerOf(parts, route);
  if (authorizer === 'unknown') {
    note(`${parts.api.Name}: route ${route.RouteKey} has ${route.AuthorizationType} and is left out`);
    return undefined;
  }
  return {
    routeKey: route.RouteKey,
    integration: {
      functionArn: functionArnIn(integration.IntegrationUri),
      payloadVersion: integration.PayloadFormatVersion === '2.0' ? '2.0' : '1.0',
      timeoutMs: integration.TimeoutInMillis ?? 30_000,
    },
    ...(authorizer === undefined ? {} : { authorizer }),
    throttle: throttleOf(stage, route.RouteKey),
  };
}

function authorizerOf(parts: ApiParts, route: Part<'Route'>): HttpRoute['authorizer'] | 'unknown' {
  if (route.AuthorizationType === 'NONE') return undefined;
  const authorizer = parts.part('Authorizer').find(({ id }) => id === route.AuthorizerId);
  if (authorizer?.AuthorizerType !== 'REQUEST') return 'unknown';
  return {
    functionArn: functionArnIn(authorizer.AuthorizerUri),
    identitySources: authorizer.IdentitySource,
    simpleResponses: authorizer.EnableSimpleResponses,
    cacheSeconds: authorizer.AuthorizerResultTtlInSeconds ?? 300,
  };
}
