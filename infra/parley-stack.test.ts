import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { stages } from './stages.ts';
import { type Resource, type Synthesized, synthesize, text } from './synthesized.ts';

const synthesized = Object.fromEntries(stages.map((stage) => [stage.name, synthesize(stage)]));
const every = Object.entries(synthesized);

function stack(stage: string): Synthesized {
  const found = synthesized[stage];
  if (found === undefined) throw new Error(`no stage ${stage}`);
  return found;
}

function ofType({ resources }: Synthesized, type: string): readonly Resource[] {
  return Object.values(resources).filter(({ Type }) => Type === type);
}

const passwordCalls = ['/users', '/sessions', '/api/users', '/api/sessions'];

/** The functions behind the routes of the HTTP API. */
function targetsOf(template: Synthesized): readonly string[] {
  return ofType(template, 'AWS::ApiGatewayV2::Integration')
    .filter(({ Properties }) => Properties['PayloadFormatVersion'] === '2.0')
    .map(({ Properties }) => text(Properties['IntegrationUri']));
}

describe('the WebSocket API', () => {
  const twoWay = {
    $connect: false,
    $disconnect: false,
    $default: true,
    sendMessage: true,
    editMessage: true,
    deleteMessage: true,
    react: true,
    markRead: true,
    typing: false,
    sync: true,
    ping: true,
  };

  it.each(every)('of %s has each route, two-way where the protocol answers', (_, template) => {
    const routes = Object.entries(template.resources).filter(
      ([id, { Type }]) => Type === 'AWS::ApiGatewayV2::Route' && id.startsWith('WebsocketApi'),
    );
    const responses = ofType(template, 'AWS::ApiGatewayV2::RouteResponse').map(
      ({ Properties }) => Properties,
    );

    const answers = routes.map(([id, { Properties }]) => [
      Properties['RouteKey'],
      Properties['RouteResponseSelectionExpression'] === '$default' &&
        responses.some(
          ({ RouteId, RouteResponseKey }) =>
            text(RouteId) === text({ Ref: id }) && RouteResponseKey === '$default',
        ),
    ]);

    expect(Object.fromEntries(answers)).toEqual(twoWay);
  });

  it.each(every)('of %s selects the route by the frame’s action', (_, { template }) => {
    template.hasResourceProperties('AWS::ApiGatewayV2::Api', {
      ProtocolType: 'WEBSOCKET',
      RouteSelectionExpression: '$request.body.action',
    });
  });

  it.each(every)(
    'of %s asks an authorizer that needs no identity source, on $connect alone',
    (_, { template }) => {
      template.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
        AuthorizerType: 'REQUEST',
        IdentitySource: [],
      });
      const routes = template.findResources('AWS::ApiGatewayV2::Route', {
        Properties: { AuthorizationType: 'CUSTOM' },
      });
      expect(Object.values(routes).map((route) => route['Properties']['RouteKey'])).toEqual(['$connect']);
    },
  );

  it.each(stages)('of $name is throttled by the stage’s data', ({ name, throttle }) => {
    const { rateLimit, burstLimit } = throttle.websocket;
    stack(name).template.hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      StageName: name,
      DefaultRouteSettings: { ThrottlingRateLimit: rateLimit, ThrottlingBurstLimit: burstLimit },
    });
  });

  it.each(every)('of %s lets the gateway invoke a function for its route only', (_, template) => {
    const sources = ofType(template, 'AWS::Lambda::Permission')
      .filter(({ Properties }) => text(Properties['Principal']) === 'apigateway.amazonaws.com')
      .map(({ Properties }) => text(Properties['SourceArn']));

    const paths = sources.map((source) => source.split(/:<(?:WebsocketApi|HttpApi)>\//)[1]);
    expect(paths.toSorted()).toEqual(
      [
        ...Object.keys(twoWay).map((key) => `*${key}`),
        'authorizers/<WebsocketApiAuthorizer>',
        '*/*/',
        '*/*/{proxy+}',
        ...passwordCalls.map((path) => `*/*${path}`),
      ].toSorted(),
    );
  });
});

describe('the functions in the background', () => {
  it.each(every)('of %s: the sweeper runs every minute, and never twice for one', (_, { template }) => {
    template.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'rate(1 minute)',
      Targets: [{ RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 } }],
    });
  });

  it.each(every)(
    'of %s: a deliverer may hand over to itself as often as a room is busy',
    (_, { template }) => {
      template.hasResourceProperties('AWS::Lambda::Function', {
        FunctionName: Match.stringLikeRegexp('-deliver$'),
        RecursiveLoop: 'Allow',
      });
      template.resourceCountIs('AWS::Lambda::EventInvokeConfig', 2);
      template.allResourcesProperties('AWS::Lambda::EventInvokeConfig', { MaximumRetryAttempts: 0 });
    },
  );
});

describe('the HTTP API', () => {
  it.each(every)('of %s sends everything to one function', (_, template) => {
    const keys = ofType(template, 'AWS::ApiGatewayV2::Route').map(({ Properties }) => Properties['RouteKey']);

    expect(keys.filter((key) => String(key).includes('/')).toSorted()).toEqual(
      ['ANY /', 'ANY /{proxy+}', ...passwordCalls.map((path) => `POST ${path}`)].toSorted(),
    );
    expect(new Set(targetsOf(template)).size).toBe(1);
    template.template.hasResourceProperties('AWS::ApiGatewayV2::Integration', {
      PayloadFormatVersion: '2.0',
    });
  });

  it.each(every)('of %s has no CORS, since no stage names another page', (_, { template }) => {
    template.hasResourceProperties('AWS::ApiGatewayV2::Api', {
      ProtocolType: 'HTTP',
      CorsConfiguration: Match.absent(),
    });
  });

  it('has CORS for the pages that a stage names, and not for every port of a host', () => {
    const [local] = stages;
    if (local === undefined) throw new Error('no stages');
    const extraOrigins = ['https://chat.example.com', 'http://localhost:*'];

    synthesize({ ...local, extraOrigins }).template.hasResourceProperties('AWS::ApiGatewayV2::Api', {
      CorsConfiguration: {
        AllowOrigins: ['https://chat.example.com'],
        AllowHeaders: ['authorization', 'content-type'],
        AllowMethods: ['GET', 'POST', 'PATCH', 'DELETE'],
      },
    });
  });
});

describe('the migration', () => {
  it.each(every)('of %s runs before any other function gets new code', (_, { functions, resources }) => {
    const [trigger] = Object.entries(resources).filter(([, { Type }]) => Type === 'Custom::Trigger');

    const waiting = Object.entries(functions).filter(([, { DependsOn }]) =>
      DependsOn?.includes(trigger?.[0] ?? ''),
    );

    expect(waiting.map(([name]) => name).toSorted()).toEqual(
      Object.keys(functions)
        .filter((name) => name !== 'migrate')
        .toSorted(),
    );
  });

  it.each(every)('of %s runs again when its code or its SQL changed', (_, { template }) => {
    template.hasResourceProperties('Custom::Trigger', {
      HandlerArn: { Ref: Match.stringLikeRegexp('^FunctionsmigrateFunctionCurrentVersion') },
      ExecuteOnHandlerChange: true,
      InvocationType: 'RequestResponse',
    });
  });

  it.each(every)('of %s comes before the page, which comes after every function', (_, { template }) => {
    template.hasResource('Custom::CDKBucketDeployment', {
      DependsOn: Match.arrayWith([
        Match.stringLikeRegexp('^FunctionshttpFunction'),
        Match.stringLikeRegexp('^FunctionssyncFunction'),
      ]),
    });
  });

  it.each(['dev', 'prod'])('of %s waits for the database and for the way to it', (stage) => {
    stack(stage).template.hasResource('Custom::Trigger', {
      DependsOn: Match.arrayWith([
        Match.stringLikeRegexp('^DatabaseInstance[0-9A-F]{8}$'),
        Match.stringLikeRegexp('^NetworkDatabaseServerfromparley.*5432'),
      ]),
    });
  });
});

describe('a stage', () => {
  it.each(every)('%s tells its URLs', (_, { template }) => {
    for (const output of ['PageUrl', 'HttpUrl', 'WebSocketUrl']) template.hasOutput(output, {});
  });

  it('local makes no network, database or cache, and takes their URLs without echo', () => {
    const { template } = stack('local');

    for (const type of ['AWS::EC2::VPC', 'AWS::RDS::DBInstance', 'AWS::ElastiCache::ReplicationGroup']) {
      template.resourceCountIs(type, 0);
    }
    expect(Object.keys(template.findParameters('*', { NoEcho: true, Default: Match.absent() }))).toEqual([
      'DatabaseUrl',
      'CacheUrl',
    ]);
  });
});
