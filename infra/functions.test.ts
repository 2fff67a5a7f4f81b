import { describe, expect, it } from 'vitest';
import { stages } from './stages.ts';
import { type Resource, type Synthesized, synthesize, text } from './synthesized.ts';

const synthesized = Object.fromEntries(stages.map((stage) => [stage.name, synthesize(stage)]));
const every = Object.entries(synthesized);

const gateway = '<WebsocketApi>.execute-api.<AWS::Region>.<AWS::URLSuffix>';
const page = 'https://<WebsiteDistribution.DomainName>';

const endpoints = {
  database: { DATABASE_URL: '<DatabaseUrl>' },
  migration: { DATABASE_URL: '<DatabaseUrl>' },
  cache: () => ({ CACHE_URL: '<CacheUrl>' }),
};
const createdDatabase = {
  DATABASE_HOST: '<DatabaseInstance.Endpoint.Address>',
  DATABASE_PORT: '<DatabaseInstance.Endpoint.Port>',
  DATABASE_NAME: 'parley',
  DATABASE_USER: 'parley_app',
  NODE_EXTRA_CA_CERTS: '/var/runtime/ca-cert.pem',
};
const created = {
  database: createdDatabase,
  migration: { ...createdDatabase, DATABASE_SECRET_ARN: '<DatabaseInstanceSecretAttachment>' },
  cache: (stage: string) => ({
    CACHE_URL: 'rediss://<CacheGroup.PrimaryEndPoint.Address>:<CacheGroup.PrimaryEndPoint.Port>',
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
  const callback = {
    CALLBACK_URL: `https://${gateway}/${stage}`,
    DELIVER_FUNCTION: `parley-${stage}-deliver`,
  };
  const announcing = { ...database, ...cache(stage), ...callback };
  return {
    authorize: { ...database, ALLOWED_ORIGINS: data[stage]?.origins },
    connect: { ...database, ...cache(stage) },
    disconnect: { ...database, ...cache(stage) },
    default: {},
    'send-message': announcing,
    deliver: announcing,
    sweep: announcing,
    sync: { ...database, ...cache(stage) },
    ping: { ...database, ...cache(stage) },
    http: {
      ...announcing,
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
    expect(logs.map((log) => log['Properties']['RetentionInDays'])).toEqual(used.map(() => days));
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

const here = '<AWS::Region>:<AWS::AccountId>';
const manage = (stage: string, method: string) =>
  `execute-api:ManageConnections arn:<AWS::Partition>:execute-api:${here}:<WebsocketApi>/${stage}/${method}/@connections/*`;
const cacheArn = `elasticache:Connect arn:<AWS::Partition>:elasticache:${here}`;

const interfaces = [
  'AssignPrivateIpAddresses',
  'CreateNetworkInterface',
  'DeleteNetworkInterface',
  'DescribeNetworkInterfaces',
  'DescribeSubnets',
  'UnassignPrivateIpAddresses',
];

/** What each thing a function may do is in its role. */
const grants: Readonly<Record<string, (stage: string) => readonly string[]>> = {
  trace: () => ['xray:PutTelemetryRecords *', 'xray:PutTraceSegments *'],
  attach: () => [
    ...interfaces.map((action) => `ec2:${action} *`),
    ...interfaces.map((action) => `Deny ec2:${action} *`),
  ],
  post: (stage) => [manage(stage, 'POST'), manage(stage, 'DELETE')],
  'call deliver': (stage) => [
    `lambda:InvokeFunction arn:<AWS::Partition>:lambda:${here}:function:parley-${stage}-deliver`,
  ],
  query: () => [
    `rds-db:connect arn:<AWS::Partition>:rds-db:${here}:dbuser:<DatabaseInstance.DbiResourceId>/parley_app`,
  ],
  'use cache': (stage) => [
    `${cacheArn}:replicationgroup:<CacheGroup>`,
    `${cacheArn}:user:parley-${stage}-app`,
  ],
  'read secret': () => [
    'secretsmanager:DescribeSecret <DatabaseInstanceSecretAttachment>',
    'secretsmanager:GetSecretValue <DatabaseInstanceSecretAttachment>',
  ],
};

/** Beyond writing to its own log. */
const mayInNetwork = {
  authorize: ['trace', 'attach', 'query'],
  connect: ['trace', 'attach', 'query', 'use cache'],
  disconnect: ['trace', 'attach', 'query', 'use cache'],
  default: ['trace'],
  'send-message': ['trace', 'attach', 'query', 'use cache', 'post', 'call deliver'],
  sync: ['trace', 'attach', 'query', 'use cache'],
  ping: ['trace', 'attach', 'query', 'use cache'],
  http: ['trace', 'attach', 'query', 'use cache', 'post', 'call deliver'],
  deliver: ['trace', 'attach', 'query', 'use cache', 'post', 'call deliver'],
  sweep: ['trace', 'attach', 'query', 'use cache', 'post', 'call deliver'],
  migrate: ['trace', 'attach', 'read secret'],
  admin: ['trace', 'attach', 'query'],
};
const mayOutside = {
  authorize: [],
  connect: [],
  disconnect: [],
  default: [],
  'send-message': ['post', 'call deliver'],
  sync: [],
  ping: [],
  http: ['post', 'call deliver'],
  deliver: ['post', 'call deliver'],
  sweep: ['post', 'call deliver'],
  migrate: [],
  admin: [],
};
const mayTable: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  local: mayOutside,
  emulator: mayOutside,
  dev: mayInNetwork,
  prod: mayInNetwork,
};

type Statement = {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
};

const list = <T>(value: T | readonly T[]): readonly T[] => (Array.isArray(value) ? value : [value as T]);

function statements(policy: Resource): readonly Statement[] {
  const document = policy.Properties['PolicyDocument'] as { readonly Statement: readonly Statement[] };
  return document.Statement;
}

/** Everything a role may do, one line for each action and resource. */
function lines(policy: Resource): readonly string[] {
  return statements(policy).flatMap(({ Effect, Action, Resource }) =>
    list(Action).flatMap((action) =>
      list(Resource).map(
        (resource) => `${Effect === 'Allow' ? '' : `${Effect} `}${action} ${text(resource)}`,
      ),
    ),
  );
}

function may(stack: Synthesized, name: string): readonly string[] {
  const arn = text(stack.functions[name]?.Properties['Role']);
  const role = arn.replace('.Arn', '');
  const policies = Object.values(stack.resources).filter(
    ({ Type, Properties }) =>
      Type === 'AWS::IAM::Policy' && list(Properties['Roles']).map(text).includes(role),
  );
  return policies.flatMap(lines).toSorted();
}

describe.each(every)('the roles of stage %s', (stage, stack) => {
  const expected = mayTable[stage] ?? {};

  it('the table lists every function', () => {
    expect(Object.keys(stack.functions).toSorted()).toEqual(Object.keys(expected).toSorted());
  });

  it.each(Object.entries(expected))('%s may do what it needs and nothing else: %j', (name, capabilities) => {
    const log = `<Functions${name.replace('-', '')}Log.Arn>`;

    expect(may(stack, name)).toEqual(
      [
        `logs:CreateLogStream ${log}`,
        `logs:PutLogEvents ${log}`,
        ...capabilities.flatMap((capability) => grants[capability]?.(stage) ?? []),
      ].toSorted(),
    );
  });

  it('no role of ours has a managed policy', () => {
    const roles = Object.entries(stack.resources).filter(
      ([id, { Type }]) => Type === 'AWS::IAM::Role' && id.startsWith('Functions'),
    );

    expect(roles).toHaveLength(Object.keys(expected).length);
    for (const [, role] of roles) expect(role.Properties).not.toHaveProperty('ManagedPolicyArns');
  });

  it('no policy names every resource but where AWS has no other', () => {
    const everywhere = Object.values(stack.resources)
      .filter(({ Type }) => Type === 'AWS::IAM::Policy')
      .flatMap(lines)
      .filter((line) => line.endsWith(' *'));

    expect(everywhere.filter((line) => !/(xray:Put|ec2:)/.test(line))).toEqual([]);
  });
});
