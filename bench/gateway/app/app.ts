import path from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import {
  CfnIntegration,
  CfnIntegrationResponse,
  CfnRoute,
  CfnRouteResponse,
  WebSocketApi,
  WebSocketStage,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { WebSocketLambdaAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { WebSocketLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';

// The least that the benchmark needs: an API with an authorizer and functions, and one that asks nobody.
const app = new App({ analyticsReporting: false });
const stack = new Stack(app, 'bench');

function lambda(name: string): LambdaFunction {
  return new LambdaFunction(stack, name, {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromAsset(path.join(import.meta.dirname, 'functions', name)),
  });
}

/** Answers with the frame itself, without a function. */
function addMockEcho({ apiId }: WebSocketApi): void {
  const integration = new CfnIntegration(stack, 'Mock', {
    apiId,
    integrationType: 'MOCK',
    requestTemplates: { $default: '{"statusCode": 200}' },
    templateSelectionExpression: '\\$default',
  });
  new CfnIntegrationResponse(stack, 'MockAnswer', {
    apiId,
    integrationId: integration.ref,
    integrationResponseKey: '$default',
    responseTemplates: { $default: '$input.body' },
  });
  const route = new CfnRoute(stack, 'MockRoute', {
    apiId,
    routeKey: 'mock',
    target: `integrations/${integration.ref}`,
    routeResponseSelectionExpression: '$default',
  });
  new CfnRouteResponse(stack, 'MockReply', { apiId, routeId: route.ref, routeResponseKey: '$default' });
}

const addStage = (name: string, webSocketApi: WebSocketApi) =>
  new WebSocketStage(stack, `${name}Stage`, { webSocketApi, stageName: 'v1', autoDeploy: true });

const guarded = new WebSocketApi(stack, 'Guarded', {
  routeSelectionExpression: '$request.body.action',
  connectRouteOptions: {
    integration: new WebSocketLambdaIntegration('Connect', lambda('connect')),
    authorizer: new WebSocketLambdaAuthorizer('Authorizer', lambda('authorize'), {
      identitySource: ['route.request.header.x-user'],
    }),
  },
});
guarded.addRoute('echo', {
  integration: new WebSocketLambdaIntegration('Echo', lambda('echo')),
  returnResponse: true,
});
addMockEcho(guarded);
addStage('Guarded', guarded);
addStage('Open', new WebSocketApi(stack, 'Open', { routeSelectionExpression: '$request.body.action' }));
