import { Duration, Stack } from 'aws-cdk-lib';
import {
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
import type { Stage } from './stages.ts';

/** The HTTP API: one function answers everything, under `/` for programs and under `/api` for the page. */
export class ParleyHttpApi extends Construct {
  readonly #api: HttpApi;
  readonly #stage: HttpStage;

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
    });
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
    for (const path of ['/', '/{proxy+}']) {
      this.#api.addRoutes({ path, methods: [HttpMethod.ANY], integration });
    }
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
