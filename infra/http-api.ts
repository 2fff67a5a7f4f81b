import { Duration, Stack } from 'aws-cdk-lib';
import {
  type CfnStage,
  CorsHttpMethod,
  type CorsPreflightOptions,
  HttpApi,
  HttpMethod,
  HttpStage,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IMetric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { accept } from './accepted-findings.ts';
import { acceptNoAccessLog, accessLog, accessLogVariables } from './access-log.ts';
import { customDomain } from './custom-domain.ts';
import type { Stage, Throttle } from './stage.ts';

/** Anybody may call these, and each hashes a password: so they have limits of their own. */
const passwordCalls = ['/users', '/sessions', '/api/users', '/api/sessions'];

/** The HTTP API: one function answers everything, under `/` for programs and under `/api` for the page. */
export class ParleyHttpApi extends Construct {
  readonly #api: HttpApi;
  readonly #stage: HttpStage;
  /** Where programs call it. */
  readonly url: string;

  constructor(scope: Construct, stage: Stage) {
    super(scope, 'HttpApi');
    const cors = corsFor(stage.extraOrigins);
    this.#api = new HttpApi(this, 'Api', {
      apiName: `${Stack.of(this).stackName}-http`,
      createDefaultStage: false,
      ...(cors && { corsPreflight: cors }),
    });
    this.#stage = new HttpStage(this, 'Stage', {
      httpApi: this.#api,
      stageName: '$default',
      autoDeploy: true,
      throttle: stage.throttle.http,
      ...accessLog(this, stage, accessLogVariables.http),
    });
    acceptNoAccessLog(this.#stage, stage);
    const domain = stage.domains?.http;
    if (domain) customDomain(this, domain, { api: this.#api, stage: this.#stage });
    this.url = `https://${domain?.name ?? this.host}`;
    this.#throttle(stage.throttle.passwords);
  }

  /** What CloudWatch knows of this stage. */
  metric(name: string, options: MetricOptions): IMetric {
    return this.#stage.metric(name, options) as IMetric;
  }

  /** Without scheme and path. */
  get host(): string {
    const { region, urlSuffix } = Stack.of(this);
    return `${this.#api.apiId}.execute-api.${region}.${urlSuffix}`;
  }

  route(handler: LambdaFunction): void {
    const integration = new HttpLambdaIntegration('http', handler);
    const routes = [
      ...['/', '/{proxy+}'].map((path) => ({ path, methods: [HttpMethod.ANY] })),
      ...passwordCalls.map((path) => ({ path, methods: [HttpMethod.POST] })),
    ].flatMap((route) => this.#api.addRoutes({ ...route, integration }));
    for (const route of routes) {
      // A stage can't have settings for a route that isn't there.
      this.#stage.node.addDependency(route);
      accept(route, {
        'AwsSolutions-APIG4': 'The function asks for a session itself, but where one is made.',
      });
    }
  }

  #throttle({ rateLimit, burstLimit }: Throttle): void {
    const settings = { ThrottlingRateLimit: rateLimit, ThrottlingBurstLimit: burstLimit };
    const stage = this.#stage.node.defaultChild as CfnStage;
    stage.routeSettings = Object.fromEntries(passwordCalls.map((path) => [`POST ${path}`, settings]));
  }
}

/**
 * Only for pages served from elsewhere: the stage's own page reaches the API on its own origin.
 *
 * The gateway knows no wildcard for ports, so origins with one are for the socket alone.
 */
function corsFor(origins: readonly string[]): CorsPreflightOptions | undefined {
  const exact = origins.filter((origin) => !origin.includes('*'));
  if (exact.length === 0) return undefined;
  return {
    allowOrigins: exact,
    allowHeaders: ['authorization', 'content-type'],
    allowMethods: [CorsHttpMethod.GET, CorsHttpMethod.POST, CorsHttpMethod.PATCH, CorsHttpMethod.DELETE],
    maxAge: Duration.hours(1),
  };
}
