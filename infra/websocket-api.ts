import { Stack } from 'aws-cdk-lib';
import {
  type CfnApi,
  type CfnStage,
  IpAddressType,
  WebSocketApi,
  WebSocketStage,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { WebSocketLambdaAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { WebSocketLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IMetric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { Grant } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct, type IConstruct } from 'constructs';
import { accept } from './accepted-findings.ts';
import { acceptNoAccessLog, accessLog, accessLogVariables } from './access-log.ts';
import { customDomain } from './custom-domain.ts';
import type { Provision } from './function-needs.ts';
import type { Network } from './network.ts';
import type { Stage, Throttle } from './stage.ts';
import { websocketRoutes } from './websocket-routes.ts';

/** The WebSocket API and its stage. Made before the functions, which know its URLs; routed to them afterwards. */
export class ParleyWebsocketApi extends Construct {
  readonly #api: WebSocketApi;
  readonly #stage: WebSocketStage;
  /** Where clients connect: `wss://…/<stage>`, or the stage's own name without a path. */
  readonly url: string;

  constructor(scope: Construct, stage: Stage) {
    super(scope, 'WebsocketApi');
    this.#api = new WebSocketApi(this, 'Api', {
      apiName: `${Stack.of(this).stackName}-websocket`,
      routeSelectionExpression: '$request.body.action',
      ...(reachedOverIpv6(stage) && { ipAddressType: IpAddressType.DUAL_STACK }),
    });
    this.#stage = new WebSocketStage(this, 'Stage', {
      webSocketApi: this.#api,
      stageName: stage.name,
      autoDeploy: true,
      throttle: stage.throttle.websocket,
      ...accessLog(this, stage, accessLogVariables.websocket),
    });
    acceptNoAccessLog(this.#stage, stage);
    const domain = stage.domains?.websocket;
    if (domain) customDomain(this, domain, { api: this.#api, stage: this.#stage });
    this.url = domain ? `wss://${domain.name}` : this.#stage.url;
    this.#throttle('$connect', stage.throttle.connect);
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
      accepted: Object.fromEntries(
        ['POST', 'DELETE'].map((method) => [this.#anyConnection(method), unknown]),
      ),
    };
  }

  /** As cdk-nag names what is found. */
  #anyConnection(method: string): string {
    const api = Stack.of(this).getLogicalId(this.#api.node.defaultChild as CfnApi);
    const gateway = `arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>:<${api}>`;
    return `AwsSolutions-IAM5[Resource::${gateway}/${this.#stage.stageName}/${method}/@connections/*]`;
  }

  /** Routes every row of the table to its function. */
  route(handler: (name: string) => LambdaFunction): void {
    // No identity source: the gateway answers 401 by itself unless *all* of those listed are there, and browsers bring a
    // `ticket` in the query while wscat and servers bring a token in `Authorization`. The function tells them apart.
    const authorizer = new WebSocketLambdaAuthorizer('Authorizer', handler('authorize'), {
      identitySource: [],
    });
    for (const { key, name, twoWay } of websocketRoutes) {
      const route = this.#api.addRoute(key, {
        integration: new WebSocketLambdaIntegration(name, handler(name)),
        returnResponse: twoWay,
        ...(key === '$connect' && { authorizer }),
      });
      // A stage can't have settings for a route that isn't there.
      this.#stage.node.addDependency(route);
      if (key !== '$connect') acceptUnauthorized(route);
    }
  }

  #throttle(route: string, { rateLimit, burstLimit }: Throttle): void {
    const stage = this.#stage.node.defaultChild as CfnStage;
    stage.routeSettings = { [route]: { ThrottlingRateLimit: rateLimit, ThrottlingBurstLimit: burstLimit } };
  }
}

const unknown = 'Connections come and go; all of this stage’s, and of no other, are meant.';

const reachedOverIpv6 = (stage: Stage) => stage.backing === 'created' && stage.network.wayOut.kind === 'ipv6';

function acceptUnauthorized(route: IConstruct): void {
  accept(route, {
    'AwsSolutions-APIG4':
      'The gateway asks an authorizer for $connect only; each frame’s session is checked by its handler.',
  });
}
