import path from 'node:path';
import {
  App,
  CfnOutput,
  Duration,
  aws_events as events,
  Stack,
  aws_events_targets as targets,
} from 'aws-cdk-lib';
import {
  CfnIntegration,
  CfnIntegrationResponse,
  CorsHttpMethod,
  HttpApi,
  HttpMethod,
  WebSocketApi,
  WebSocketStage,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { WebSocketLambdaAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import {
  HttpLambdaIntegration,
  WebSocketLambdaIntegration,
  WebSocketMockIntegration,
} from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Code, type FunctionProps, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LambdaDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Trigger } from 'aws-cdk-lib/triggers';
import { EchoSite } from './site.ts';

// An app that is not chat, with everything the local gateway runs that Parley has otherwise or not at all.
const app = new App({ analyticsReporting: false });
const stack = new Stack(app, 'echo');

function lambda(name: string, props: Partial<FunctionProps> = {}): LambdaFunction {
  return new LambdaFunction(stack, name, {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromAsset(path.join(import.meta.dirname, 'functions', name)),
    timeout: Duration.seconds(2),
    ...props,
  });
}

const recorder = lambda('recorder');
const faulty = lambda('faulty', {
  reservedConcurrentExecutions: 3,
  onFailure: new LambdaDestination(recorder),
  retryAttempts: 1,
});
const echo = lambda('echo');
const http = lambda('http', { environment: { GREETING: app.node.tryGetContext('greeting') ?? 'none' } });

const sockets = new WebSocketApi(stack, 'Sockets', {
  routeSelectionExpression: `\${request.body.service}/\${request.body.action}`,
  connectRouteOptions: {
    integration: new WebSocketLambdaIntegration('Connect', echo),
    authorizer: new WebSocketLambdaAuthorizer('Authorizer', lambda('authorize'), {
      identitySource: ['route.request.header.x-user'],
    }),
  },
});
const stage = new WebSocketStage(stack, 'Stage', {
  webSocketApi: sockets,
  stageName: 'v1',
  autoDeploy: true,
});
const echoing = new WebSocketLambdaIntegration('Echo', echo);
sockets.addRoute('echo/twoWay', { integration: echoing, returnResponse: true });
sockets.addRoute('echo/oneWay', { integration: echoing });
sockets.addRoute('status/ping', {
  integration: new WebSocketMockIntegration('Ping', {
    requestTemplates: { $default: '{"statusCode": 200}' },
    templateSelectionExpression: '\\$default',
  }),
  returnResponse: true,
});
const mock = stack.node
  .findAll()
  .find((part) => part instanceof CfnIntegration && part.integrationType === 'MOCK') as CfnIntegration;
new CfnIntegrationResponse(stack, 'Pong', {
  apiId: sockets.apiId,
  integrationId: mock.ref,
  integrationResponseKey: '$default',
  responseTemplates: { $default: '{"pong": "$context.routeKey"}' },
  templateSelectionExpression: '\\$default',
});
stage.grantManagementApiAccess(echo);
for (const [name, value] of Object.entries({ CALLBACK_URL: stage.callbackUrl, SOCKET_URL: stage.url }))
  echo.addEnvironment(name, value);

const api = new HttpApi(stack, 'Http', {
  corsPreflight: {
    allowOrigins: ['https://example.com'],
    allowMethods: [CorsHttpMethod.GET],
    maxAge: Duration.minutes(5),
  },
});
const integration = new HttpLambdaIntegration('HttpFunction', http);
api.addRoutes({ path: '/things/{id}', methods: [HttpMethod.GET], integration });
api.addRoutes({ path: '/api/{proxy+}', methods: [HttpMethod.ANY], integration });
for (const callee of [faulty, recorder]) callee.grantInvoke(http);
http.addEnvironment('FAULTY', faulty.functionName);

new events.Rule(stack, 'EveryFiveMinutes', {
  schedule: events.Schedule.rate(Duration.minutes(5)),
  targets: [new targets.LambdaFunction(recorder)],
});
new Trigger(stack, 'Prepare', { handler: recorder, executeBefore: [sockets, api] });
// What no laptop runs; it has to be named.
new Queue(stack, 'Jobs');

const site = new EchoSite(stack, 'Site', { apiId: api.apiId, socketUrl: stage.url });
new CfnOutput(stack, 'PageUrl', { value: site.url });
new CfnOutput(stack, 'Faulty', { value: faulty.functionName });
