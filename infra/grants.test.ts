import { describe, expect, it } from 'vitest';
import { stages } from './stages.ts';
import { type Resource, type Synthesized, synthesize, text } from './synthesized.ts';

const synthesized = Object.fromEntries(stages.map((stage) => [stage.name, synthesize(stage)]));

const here = '<AWS::Region>:<AWS::AccountId>';
const gateway = (stage: string, method: string) =>
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
  post: (stage) => [gateway(stage, 'POST'), gateway(stage, 'DELETE')],
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
const created = {
  authorize: ['trace', 'attach', 'query'],
  connect: ['trace', 'attach', 'query', 'use cache'],
  disconnect: ['trace', 'attach', 'use cache'],
  default: ['trace'],
  'send-message': ['trace', 'attach', 'query', 'use cache', 'post'],
  sync: ['trace', 'attach', 'query'],
  ping: ['trace', 'attach', 'query', 'use cache'],
  http: ['trace', 'attach', 'query', 'use cache', 'post'],
  migrate: ['trace', 'attach', 'read secret'],
};
const table: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  local: {
    authorize: [],
    connect: [],
    disconnect: [],
    default: [],
    'send-message': ['post'],
    sync: [],
    ping: [],
    http: ['post'],
    migrate: [],
  },
  dev: created,
  prod: created,
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

describe.each(Object.entries(synthesized))('in stage %s', (stage, stack) => {
  const expected = table[stage] ?? {};

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
