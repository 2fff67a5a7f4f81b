import type { Integration, WebSocketApiConfig, WebSocketRoute } from '../gateway/config.ts';
import { type ApiParts, apiBase, apisOf, type Part, throttleOf } from './api-parts.ts';
import { functionArnIn } from './function-arn.ts';
import type { Deployment } from './resolve-stacks.ts';

/** Says what of the template runs nowhere here. */
export type Note = (line: string) => void;

/** The WebSocket APIs of a deployment; each stage of an API is one. */
export function webSocketApisOf(deployment: Deployment, note: Note): WebSocketApiConfig[] {
  const apis = apisOf(deployment).filter(({ api }) => api.ProtocolType === 'WEBSOCKET');
  return apis.flatMap((parts) => parts.part('Stage').map((stage) => configOf(parts, stage, note)));
}

function configOf(parts: ApiParts, stage: Part<'Stage'>, note: Note): WebSocketApiConfig {
  const { ApiKeySelectionExpression: apiKeys } = parts.api;
  return {
    ...apiBase(parts),
    kind: 'websocket',
    routeSelectionExpression: parts.api.RouteSelectionExpression,
    ...(apiKeys === undefined ? {} : { apiKeySelectionExpression: apiKeys }),
    stage: stage.StageName,
    stageVariables: stage.StageVariables,
    throttle: throttleOf(stage),
    routes: parts.part('Route').map((route) => routeOf({ parts, stage, route, note })),
  };
}

type RouteInput = {
  readonly parts: ApiParts;
  readonly stage: Part<'Stage'>;
  readonly route: Part<'Route'>;
  readonly note: Note;
};

function routeOf(input: RouteInput): WebSocketRoute {
  const { parts, stage, route } = input;
  const integration = integrationOf(input);
  const responses = parts.part('RouteResponse').filter(({ RouteId }) => RouteId === route.id);
  const { ModelSelectionExpression: selection } = route;
  const model = modelOf(parts, route);
  return {
    routeId: route.id,
    routeKey: route.RouteKey,
    ...(integration === undefined ? {} : { integration }),
    authorization: authorizationOf(parts, route),
    returnsResponse: route.RouteResponseSelectionExpression !== undefined && responses.length > 0,
    apiKeyRequired: route.ApiKeyRequired,
    throttle: throttleOf(stage, route.RouteKey),
    ...(model === undefined ? {} : { requestModel: model }),
    ...(selection === undefined ? {} : { modelSelectionExpression: selection }),
  };
}

function integrationOf({ parts, route, note }: RouteInput): Integration | undefined {
  const id = route.Target.replace('integrations/', '');
  const integration = parts.part('Integration').find((candidate) => candidate.id === id);
  if (integration === undefined) return undefined;
  if (integration.IntegrationType === 'MOCK') return mockOf(parts, integration);
  if (integration.IntegrationType === 'AWS_PROXY')
    return {
      kind: 'lambda',
      functionArn: functionArnIn(integration.IntegrationUri),
      timeoutMs: integration.TimeoutInMillis ?? 29_000,
    };
  note(`${parts.api.Name}: route ${route.RouteKey} has a ${integration.IntegrationType} integration`);
  return undefined;
}

function mockOf(parts: ApiParts, integration: Part<'Integration'>): Integration {
  const { TemplateSelectionExpression: selection } = integration;
  const responses = parts
    .part('IntegrationResponse')
    .filter(({ IntegrationId }) => IntegrationId === integration.id);
  return {
    kind: 'mock',
    requestTemplates: integration.RequestTemplates,
    ...(selection === undefined ? {} : { templateSelectionExpression: selection }),
    responses: responses.map(({ IntegrationResponseKey: key, ResponseTemplates: templates }) => ({
      key,
      templates,
    })),
  };
}

function authorizationOf(parts: ApiParts, route: Part<'Route'>): WebSocketRoute['authorization'] {
  if (route.AuthorizationType === 'AWS_IAM') return { kind: 'iam' };
  const authorizer = parts.part('Authorizer').find(({ id }) => id === route.AuthorizerId);
  if (route.AuthorizationType !== 'CUSTOM' || authorizer === undefined) return { kind: 'none' };
  return {
    kind: 'request',
    authorizerId: authorizer.id,
    functionArn: functionArnIn(authorizer.AuthorizerUri),
    identitySources: authorizer.IdentitySource,
  };
}

function modelOf(parts: ApiParts, route: Part<'Route'>): unknown {
  const [name] = Object.values(route.RequestModels);
  return parts.part('Model').find((model) => model.Name === name)?.Schema;
}
