import { describe, expect, it } from 'vitest';
import { stages } from './stages.ts';
import { synthesize, text } from './synthesized.ts';

const synthesized = Object.fromEntries(stages.map((stage) => [stage.name, synthesize(stage)]));
const every = Object.entries(synthesized);

const gateway = '<WebsocketApi>.execute-api.<AWS::Region>.<AWS::URLSuffix>';
const page = 'https://<WebsiteDistribution.DomainName>';

const endpoints = {
  database: { DATABASE_URL: '<DatabaseUrl>', DATABASE_ROLE: 'parley_app' },
  migration: { DATABASE_URL: '<DatabaseUrl>' },
  cache: () => ({ CACHE_URL: '<CacheUrl>' }),
};
const createdDatabase = {
  DATABASE_HOST: '<DatabaseInstance.Endpoint.Address>',
  DATABASE_PORT: '<DatabaseInstance.Endpoint.Port>',
  DATABASE_NAME: 'parley',
  NODE_EXTRA_CA_CERTS: '/var/runtime/ca-cert.pem',
};
const masterSecret = '<DatabaseInstance.MasterUserSecret.SecretArn>';
const created = {
  database: { ...createdDatabase, DATABASE_USER: 'parley_app' },
  migration: { ...createdDatabase, DATABASE_USER: 'parley_admin', DATABASE_SECRET_ARN: masterSecret },
  cache: (stage: string) => ({
    CACHE_HOST: '<CacheGroup.PrimaryEndPoint.Address>',
    CACHE_PORT: '<CacheGroup.PrimaryEndPoint.Port>',
    CACHE_USER: `parley-${stage}-app`,
    CACHE_NAME: '<CacheGroup>',
  }),
};

const onLoopback = {
  origins: `${page},http://localhost:*,http://127.0.0.1:*`,
  free: '500',
  failures: '100',
  level: 'DEBUG',
};

/** What differs by stage, as text. */
const data: Readonly<
  Record<
    string,
    { readonly origins: string; readonly free: string; readonly failures: string; readonly level: string }
  >
> = {
  local: onLoopback,
  emulator: onLoopback,
  dev: { origins: page, free: '50', failures: '50', level: 'DEBUG' },
  prod: { origins: page, free: '20', failures: '20', level: 'INFO' },
};

/** The environment that each function reads, beyond what all have. */
function contract(stage: string): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
  const { database, migration, cache } = ['local', 'emulator'].includes(stage) ? endpoints : created;
  const calling = { DELIVER_FUNCTION: `parley-${stage}-deliver`, ROOM_POSTS_PER_SECOND: '1800' };
  const callback = { CALLBACK_URL: `https://${gateway}/${stage}`, ...calling };
  const announcing = { ...database, ...cache(stage), ...callback };
  return {
    authorize: { ...database, ALLOWED_ORIGINS: data[stage]?.origins },
    connect: { ...database, ...cache(stage), ...calling },
    disconnect: { ...database, ...cache(stage) },
    default: {},
    'send-message': announcing,
    'edit-message': announcing,
    'delete-message': announcing,
    react: announcing,
    'mark-read': { ...database, ...cache(stage), CALLBACK_URL: callback.CALLBACK_URL },
    typing: { ...cache(stage), CALLBACK_URL: callback.CALLBACK_URL },
    deliver: announcing,
    sweep: announcing,
    sync: { ...database, ...cache(stage) },
    ping: announcing,
    http: {
      ...announcing,
      ...(['local', 'emulator'].includes(stage) ? {} : { EDGE_SECRET_ARN: '<EdgeSecret1>' }),
      WEBSOCKET_URL: `wss://${gateway}/${stage}`,
      REGISTRATIONS_FREE: data[stage]?.free,
      LOGIN_FAILURES_FREE: data[stage]?.failures,
    },
    migrate: migration,
    admin: database,
  };
}

describe.each(every)('the functions of stage %s', (stage, { template, functions }) => {
  const environments = contract(stage);

  it.each(Object.entries(environments))(
    '%s has the environment of its needs and no other',
    (name, expected) => {
      const environment = functions[name]?.Properties['Environment'] as { Variables: object } | undefined;

      const variables = Object.entries(environment?.Variables ?? {}).map(([variable, value]) => [
        variable,
        text(value),
      ]);
      expect(Object.fromEntries(variables)).toEqual({
        STAGE: stage,
        LOG_LEVEL: data[stage]?.level,
        POWERTOOLS_SERVICE_NAME: 'parley',
        NODE_OPTIONS: '--enable-source-maps',
        ...expected,
      });
    },
  );

  it('every function runs an ES module on Node 24 and arm64', () => {
    for (const { Properties } of Object.values(functions)) {
      expect(Properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
      });
    }
  });

  it('no function outlives the 29 s that the gateway waits, but those in the background', () => {
    const seconds = Object.entries(functions).map(([name, { Properties }]) => [name, Properties['Timeout']]);

    expect(Object.fromEntries(seconds)).toEqual({
      ...Object.fromEntries(Object.keys(environments).map((name) => [name, 15])),
      http: 29,
      deliver: 120,
      sweep: 55,
      migrate: 600,
    });
  });

  it('every function writes to a log of its own, kept as long as the stage says', () => {
    const days = stages.find(({ name }) => name === stage)?.logs.retentionDays;
    const logs = Object.values(template.findResources('AWS::Logs::LogGroup'));
    const used = Object.values(functions).map(({ Properties }) =>
      JSON.stringify(Properties['LoggingConfig']),
    );

    expect(new Set(used).size).toBe(Object.keys(environments).length);
    expect(new Set(logs.map((log) => log['Properties']['RetentionInDays']))).toEqual(new Set([days]));
  });

  it('no function carries a security group twice', () => {
    for (const { Properties } of Object.values(functions)) {
      const { SecurityGroupIds: groups = [] } = (Properties['VpcConfig'] ?? {}) as {
        readonly SecurityGroupIds?: readonly unknown[];
      };
      expect(groups.map(text)).toEqual([...new Set(groups.map(text))]);
    }
  });

  it('the functions that need neither Postgres nor Redis stay out of the network', () => {
    const inside = Object.entries(functions).filter(
      ([, { Properties }]) => Properties['VpcConfig'] !== undefined,
    );

    expect(inside.map(([name]) => name).toSorted()).toEqual(
      ['local', 'emulator'].includes(stage)
        ? []
        : Object.keys(environments)
            .filter((name) => name !== 'default')
            .toSorted(),
    );
  });
});
