import { Stack } from 'aws-cdk-lib';
import { WebSocketApi, WebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { WebSocketLambdaAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { WebSocketLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IMetric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { Grant } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Provision } from './function-needs.ts';
import type { Network } from './network.ts';
import type { Stage } from './stages.ts';
import { websocketRoutes } from './websocket-routes.ts';

/** The WebSocket API and its stage. Made before the functions, which know its URLs; routed to them afterwards. */
export class ParleyWebsocketApi extends Construct {
  readonly #api: WebSocketApi;
  readonly #stage: WebSocketStage;

  constructor(scope: Construct, stage: Stage) {
    super(scope, 'WebsocketApi');
    this.#api = new WebSocketApi(this, 'Api', {
      apiName: `${Stack.of(this).stackName}-websocket`,
      routeSelectionExpression: '$request.body.action',
    });
    this.#stage = new WebSocketStage(this, 'Stage', {
      webSocketApi: this.#api,
      stageName: stage.name,
      autoDeploy: true,
      throttle: stage.throttle.websocket,
    });
  }

  /** Where clients connect: `wss://…/<stage>`. */
  get url(): string {
    return this.#stage.url;
  }

  /** What CloudWatch knows of this stage. */
  metric(name: string, options: MetricOptions): IMetric {
    return this.#stage.metric(name, options) as IMetric;
  }

  /** To post to connections of this stage and to close them, and nothing else of the gateway. */
  connections(network: Network | undefined): Provision {
    const arn = (method: string) =>
      this.#api.arnForExecuteApiV2(`${method}/@connections/*`, this.#stage.stageName);
    return {
      environment: { CALLBACK_URL: this.#stage.callbackUrl },
      securityGroups: network ? [network.outward] : [],
      grant: (grantee) =>
        Grant.addToPrincipal({
          grantee,
          actions: ['execute-api:ManageConnections'],
          resourceArns: [arn('POST'), arn('DELETE')],
        }),
    };
  }

  /** Routes every row of the table to its function. */
  route(handler: (name: string) => LambdaFunction): void {
    // No identity source: the gateway answers 401 by itself unless *all* of those listed are there, and browsers bring a
    // `ticket` in the query while wscat and servers bring a token in `Authorization`. The function tells them apart.
    const authorizer = new WebSocketLambdaAuthorizer('Authorizer', handler('authorize'), {
      identitySource: [],
    });
    for (const { key, name, twoWay } of websocketRoutes) {
      this.#api.addRoute(key, {
        integration: new WebSocketLambdaIntegration(name, handler(name)),
        returnResponse: twoWay,
        ...(key === '$connect' && { authorizer }),
      });
    }
  }
}
