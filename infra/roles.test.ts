import { describe, expect, it } from 'vitest';
import { stages } from './stages.ts';
import { type Resource, type Synthesized, synthesize, text } from './synthesized.ts';

const every = stages.map((stage) => [stage.name, synthesize(stage)] as const);

const masterSecret = '<DatabaseInstance.MasterUserSecret.SecretArn>';
const here = '<AWS::Region>:<AWS::AccountId>';
const manage = (stage: string, method: string) =>
  `execute-api:ManageConnections arn:<AWS::Partition>:execute-api:${here}:<WebsocketApi>/${stage}/${method}/@connections/*`;
const login = `rds-db:connect arn:<AWS::Partition>:rds-db:${here}:dbuser:<DatabaseInstance.DbiResourceId>`;
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
  query: () => [`${login}/parley_app`],
  'change schema': () => [`${login}/parley_admin`],
  'use cache': (stage) => [
    `${cacheArn}:replicationgroup:<CacheGroup>`,
    `${cacheArn}:user:parley-${stage}-app`,
  ],
  'know edge': () => [
    'secretsmanager:DescribeSecret <EdgeSecret1>',
    'secretsmanager:GetSecretValue <EdgeSecret1>',
  ],
  'read secret': () => [
    `secretsmanager:DescribeSecret ${masterSecret}`,
    `secretsmanager:GetSecretValue ${masterSecret}`,
  ],
};

/** Beyond writing to its own log. */
const mayInNetwork = {
  authorize: ['trace', 'attach', 'query'],
  connect: ['trace', 'attach', 'query', 'use cache', 'call deliver'],
  disconnect: ['trace', 'attach', 'query', 'use cache'],
  default: ['trace'],
  'send-message': ['trace', 'attach', 'query', 'use cache', 'post', 'call deliver'],
  'edit-message': ['trace', 'attach', 'query', 'use cache', 'post', 'call deliver'],
  'delete-message': ['trace', 'attach', 'query', 'use cache', 'post', 'call deliver'],
  react: ['trace', 'attach', 'query', 'use cache', 'post', 'call deliver'],
  'mark-read': ['trace', 'attach', 'query', 'use cache', 'post'],
  typing: ['trace', 'attach', 'use cache', 'post'],
  sync: ['trace', 'attach', 'query', 'use cache'],
  ping: ['trace', 'attach', 'query', 'use cache', 'post', 'call deliver'],
  http: ['trace', 'attach', 'query', 'use cache', 'post', 'call deliver', 'know edge'],
  deliver: ['trace', 'attach', 'query', 'use cache', 'post', 'call deliver'],
  sweep: ['trace', 'attach', 'query', 'use cache', 'post', 'call deliver'],
  migrate: ['trace', 'attach', 'change schema', 'read secret'],
  admin: ['trace', 'attach', 'query'],
};
/** Where Postgres and Redis are given by URL, there is neither a network nor a log-in to them. */
const reaching = ['post', 'call deliver'];
const mayOutside = Object.fromEntries(
  Object.entries(mayInNetwork).map(([name, all]) => [name, all.filter((one) => reaching.includes(one))]),
);
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
