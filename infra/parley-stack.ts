import { CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { deliveryProvision, sweepEveryMinute } from './background.ts';
import { CreatedCache, EndpointCache } from './cache.ts';
import { concurrencyCaps, connectionLimit } from './concurrency.ts';
import { CreatedDatabase, type Database, EndpointDatabase } from './database.ts';
import { edgeOf } from './edge-secret.ts';
import { ParleyFunction } from './function.ts';
import { functionCatalog } from './function-catalog.ts';
import type { Provision, Provisions } from './function-needs.ts';
import { ParleyHttpApi } from './http-api.ts';
import { migrateOnDeployment } from './migration.ts';
import { Network } from './network.ts';
import { Observability } from './observability/observability.ts';
import type { WatchedData } from './observability/watched.ts';
import type { Stage } from './stage.ts';
import { Website } from './website.ts';
import { ParleyWebsocketApi } from './websocket-api.ts';

type Functions = ReadonlyMap<string, ParleyFunction>;

type BackingServices = {
  readonly network: Network | undefined;
  readonly database: Database & Construct;
  readonly cache: Provision;
  readonly watched: WatchedData | undefined;
};

/**
 * One stage of Parley.
 *
 * The APIs and the page come first, since functions know their URLs; then what the functions stand on; then the functions;
 * then the routes to them. That order is also what keeps the template free of cycles.
 */
export class ParleyStack extends Stack {
  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id, {
      description: `Parley, stage ${stage.name}`,
      terminationProtection: stage.durability === 'production',
    });
    const websocketApi = new ParleyWebsocketApi(this, stage);
    const httpApi = new ParleyHttpApi(this, stage);
    const edge = edgeOf(this, stage);
    const website = new Website(this, {
      stage,
      httpApiHost: httpApi.host,
      websocketUrl: websocketApi.url,
      originHeaders: edge.headers,
    });
    const services = backingServices(this, stage);
    const { database, cache, network } = services;

    const provisions = {
      database: database.application,
      migration: database.migration,
      cache,
      connections: websocketApi.connections(network),
      delivery: deliveryProvision(this, { stage, network }),
      websocketUrl: { environment: { WEBSOCKET_URL: websocketApi.url } },
      origins: { environment: { ALLOWED_ORIGINS: [website.url, ...stage.extraOrigins].join(',') } },
      edge: edge.provision,
      registrations: {
        environment: {
          REGISTRATIONS_FREE: String(stage.registrationsFree),
          LOGIN_FAILURES_FREE: String(stage.loginFailuresFree),
        },
      },
    };
    const code = new Construct(this, 'Functions');
    const functions = allFunctions(code, { stage, provisions, network });
    const handler = (name: string) => lambdaOf(functions, name);
    websocketApi.route(handler);
    httpApi.route(handler('http'));
    sweepEveryMinute(this, handler('sweep'));
    website.publishAfter(code);
    migrateOnDeployment(this, {
      handler: handler('migrate'),
      after: network ? [database, network] : [database],
      before: [...functions].filter(([name]) => name !== 'migrate').map(([, construct]) => construct),
    });
    new Observability(this, { stage, functions, websocketApi, httpApi, data: services.watched });
    tellUrls(this, { PageUrl: website.url, HttpUrl: httpApi.url, WebSocketUrl: websocketApi.url });
  }
}

function tellUrls(scope: Construct, urls: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(urls)) new CfnOutput(scope, name, { value });
}

function backingServices(scope: Construct, stage: Stage): BackingServices {
  if (stage.backing === 'endpoints') {
    const database = new EndpointDatabase(scope);
    const { provision } = new EndpointCache(scope);
    return { network: undefined, database, cache: provision, watched: undefined };
  }
  const network = new Network(scope, stage.network, stage.logs.retentionDays);
  const keep = stage.durability === 'production';
  const key = stage.ownKey ? dataKey(scope, keep) : undefined;
  const database = new CreatedDatabase(scope, {
    ...{ size: stage.database, network, keep, key },
    logDays: stage.logs.retentionDays,
  });
  const cache = new CreatedCache(scope, { size: stage.cache, network, key });
  const watched = {
    databaseId: database.instanceId,
    connectionLimit: connectionLimit(stage.database.instanceType),
    cacheNodeIds: cache.nodeIds,
  };
  return { network, database, cache: cache.provision, watched };
}

/** Changed every year; what an older one encrypted can still be read. Without it the data are lost, so it stays with them. */
function dataKey(scope: Construct, keep: boolean): IKey {
  return new Key(scope, 'DataKey', {
    description: `Database and cache of ${Stack.of(scope).stackName}`,
    enableKeyRotation: true,
    removalPolicy: keep ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  });
}

type FunctionsProps = {
  readonly stage: Stage;
  readonly provisions: Provisions;
  readonly network: Network | undefined;
};

function allFunctions(scope: Construct, props: FunctionsProps): Functions {
  const caps = capsOf(props.stage);
  return new Map(
    functionCatalog.map((spec) => [
      spec.name,
      new ParleyFunction(scope, { ...props, spec, concurrency: caps[spec.name] }),
    ]),
  );
}

function capsOf(stage: Stage): Readonly<Record<string, number>> {
  const { accountConcurrency: account } = stage;
  if (stage.backing === 'endpoints' || account === undefined) return {};
  return concurrencyCaps(functionCatalog, {
    connections: connectionLimit(stage.database.instanceType),
    account,
  });
}

function lambdaOf(functions: Functions, name: string): LambdaFunction {
  const found = functions.get(name);
  if (found === undefined) throw new Error(`cannot route to ${name}: it is not in the catalog of functions`);
  return found.lambda;
}
