import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { accessLogVariables } from './access-log.ts';
import { stages } from './stages.ts';
import { environmentOf, synthesize, text } from './synthesized.ts';
import { variants } from './variants.ts';

const synthesized = Object.fromEntries(
  [...stages, ...variants].map((stage) => [stage.name, synthesize(stage)]),
);
const logging = stages.filter(({ accessLogs }) => accessLogs).map(({ name }) => name);

function stack(name: string) {
  const found = synthesized[name];
  if (found === undefined) throw new Error(`no stage ${name}`);
  return found;
}

const stagesOf = (name: string) =>
  Object.values(stack(name).template.findResources('AWS::ApiGatewayV2::Stage')).map(
    (resource) => resource as { readonly Properties: Record<string, unknown>; readonly DependsOn?: string[] },
  );

type AccessLog = { readonly DestinationArn: unknown; readonly Format: string };

describe('access logs', () => {
  it.each(logging)('of %s are one line of JSON for each request, to a log of their own', (name) => {
    const settings = stagesOf(name).map(({ Properties }) => Properties['AccessLogSettings'] as AccessLog);

    expect(settings.map(({ Format }) => Object.values(JSON.parse(Format)))).toEqual([
      Object.values(accessLogVariables.websocket).map((variable) => `$context.${variable}`),
      Object.values(accessLogVariables.http).map((variable) => `$context.${variable}`),
    ]);
    expect(settings.map(({ DestinationArn }) => text(DestinationArn))).toEqual([
      '<WebsocketApiAccessLog.Arn>',
      '<HttpApiAccessLog.Arn>',
    ]);
  });

  it('hold no query string, where tickets travel, no header and no body', () => {
    const variables = Object.values(accessLogVariables).flatMap((of) => Object.values(of));

    // All that the gateway has and that may hold such a thing.
    for (const variable of variables) {
      expect(variable).not.toMatch(/query|header|override|userAgent|authorizer\.(?!latency)|message|body/i);
    }
  });

  it('are not made where the gateway is a program on a laptop', () => {
    for (const { Properties } of stagesOf('local'))
      expect(Properties).not.toHaveProperty('AccessLogSettings');
  });
});

describe.each(stages)('the throttles of $name', ({ name, throttle }) => {
  const settings = ({
    rateLimit,
    burstLimit,
  }: {
    readonly rateLimit: number;
    readonly burstLimit: number;
  }) => ({
    ThrottlingRateLimit: rateLimit,
    ThrottlingBurstLimit: burstLimit,
  });

  it('hold each API, handshakes and calls with passwords to what the data say', () => {
    const found = stagesOf(name).map(({ Properties }) => [
      Properties['DefaultRouteSettings'],
      Properties['RouteSettings'],
    ]);

    const passwords = settings(throttle.passwords);
    expect(found).toEqual([
      [settings(throttle.websocket), { $connect: settings(throttle.connect) }],
      [
        settings(throttle.http),
        {
          'POST /users': passwords,
          'POST /sessions': passwords,
          'POST /api/users': passwords,
          'POST /api/sessions': passwords,
        },
      ],
    ]);
  });

  it('wait for the routes that they are for', () => {
    for (const { DependsOn = [], Properties } of stagesOf(name)) {
      const { resources } = stack(name);
      const keys = DependsOn.map((id) => resources[id]?.Properties['RouteKey']);
      expect(keys).toEqual(expect.arrayContaining(Object.keys(Properties['RouteSettings'] as object)));
    }
  });
});

describe('a stage with names of its own', () => {
  const named = stack('named');
  const { template } = named;

  it('maps a name to each API, over TLS 1.2', () => {
    for (const DomainName of ['api.chat.example.com', 'socket.chat.example.com']) {
      template.hasResourceProperties('AWS::ApiGatewayV2::DomainName', {
        DomainName,
        DomainNameConfigurations: [{ EndpointType: 'REGIONAL', SecurityPolicy: 'TLS_1_2' }],
      });
    }
    template.resourceCountIs('AWS::ApiGatewayV2::ApiMapping', 2);
  });

  it('serves the page under its name, over TLS 1.2, behind the web ACL', () => {
    template.hasResourceProperties('AWS::CloudFront::Distribution', {
      DistributionConfig: {
        Aliases: ['chat.example.com'],
        ViewerCertificate: { MinimumProtocolVersion: 'TLSv1.2_2021' },
        WebACLId: Match.stringLikeRegexp(':global/webacl/parley/'),
      },
    });
  });

  it('tells clients those names, and posts by AWS’s own', () => {
    const variables = environmentOf(named, 'http');

    expect(variables['WEBSOCKET_URL']).toBe('wss://socket.chat.example.com');
    expect(text(variables['CALLBACK_URL'])).toContain('.execute-api.');
    template.hasOutput('HttpUrl', { Value: 'https://api.chat.example.com' });
    template.hasOutput('PageUrl', { Value: 'https://chat.example.com' });
  });

  it('lets sockets be opened from its page', () => {
    const variables = environmentOf(named, 'authorize');

    expect(variables['ALLOWED_ORIGINS']).toBe('https://chat.example.com');
  });

  it('tells where its names must point to', () => {
    const outputs = Object.keys(template.findOutputs('*')).filter((name) => name.includes('DomainTarget'));

    expect(outputs).toHaveLength(3);
  });
});
