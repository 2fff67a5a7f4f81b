import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import type { Stage } from './stage.ts';
import { stages } from './stages.ts';
import { environmentOf, synthesize, text } from './synthesized.ts';
import { variants } from './variants.ts';

const synthesized = Object.fromEntries(stages.map((stage) => [stage.name, synthesize(stage)]));
function variant(name: string): Stage {
  const found = [...stages, ...variants].find((stage) => stage.name === name);
  if (found === undefined) throw new Error(`no stage ${name}`);
  return found;
}

const created = Object.entries(synthesized).filter(([name]) => !['local', 'emulator'].includes(name));

describe.each(created)('in stage %s', (stage, { template, resources }) => {
  it('Postgres 18 is encrypted, private, and takes IAM tokens over TLS', () => {
    template.hasResourceProperties('AWS::RDS::DBInstance', {
      Engine: 'postgres',
      EngineVersion: '18',
      StorageEncrypted: true,
      PubliclyAccessible: false,
      EnableIAMDatabaseAuthentication: true,
    });
    template.hasResourceProperties('AWS::RDS::DBParameterGroup', {
      Family: 'postgres18',
      Parameters: {
        'rds.force_ssl': '1',
        statement_timeout: '10000',
        idle_in_transaction_session_timeout: '10000',
        log_min_duration_statement: '500',
      },
    });
  });

  it('Postgres logs slow statements without their values, for as long as the stage says', () => {
    template.hasResourceProperties('AWS::RDS::DBParameterGroup', {
      Parameters: { log_parameter_max_length: '0', log_parameter_max_length_on_error: Match.absent() },
    });
    const log = Object.keys(resources).find((id) => id.startsWith('DatabaseLog')) ?? '';
    const properties = resources[log]?.Properties ?? {};
    const [database] = Object.values(template.findResources('AWS::RDS::DBInstance'));
    const identifier = text(database?.['Properties']['DBInstanceIdentifier']);
    expect(text(properties['LogGroupName'])).toBe(`/aws/rds/instance/${identifier}/postgresql`);
    expect(properties['RetentionInDays']).toBe(variant(stage).logs.retentionDays);
    // The stack's name, and what differs for each stack of that name: a retained database keeps its own.
    expect(identifier).toMatch(new RegExp(`^parley-${stage}-.*AWS::StackId`));
    // RDS makes the log itself where it finds none, and keeps it for ever.
    template.hasResource('AWS::RDS::DBInstance', {
      DependsOn: Match.arrayWith([log]),
      Properties: { EnableCloudwatchLogsExports: ['postgresql'] },
    });
  });

  it('Valkey is encrypted at rest and under way, and knows one user, by IAM', () => {
    template.hasResourceProperties('AWS::ElastiCache::ReplicationGroup', {
      Engine: 'valkey',
      AtRestEncryptionEnabled: true,
      TransitEncryptionEnabled: true,
      TransitEncryptionMode: 'required',
    });
    template.resourceCountIs('AWS::ElastiCache::User', 1);
    template.hasResourceProperties('AWS::ElastiCache::User', {
      UserId: `parley-${stage}-app`,
      UserName: `parley-${stage}-app`,
      AuthenticationMode: { Type: 'iam' },
    });
  });

  it('the master’s password is RDS’s own affair, and the only secret is for CloudFront alone', () => {
    template.hasResourceProperties('AWS::RDS::DBInstance', {
      MasterUsername: 'parley_admin',
      ManageMasterUserPassword: true,
      MasterUserPassword: Match.absent(),
    });
    template.resourceCountIs('AWS::SecretsManager::Secret', 1);
    template.hasResourceProperties('AWS::SecretsManager::Secret', { GenerateSecretString: Match.anyValue() });
    const told = Object.values(resources).filter((resource) =>
      JSON.stringify(resource).includes('{{resolve:'),
    );

    expect(told.map(({ Type }) => Type)).toEqual(['AWS::CloudFront::Distribution']);
  });
});

describe('the secret that CloudFront shows', () => {
  it('is another one with each number, for CloudFront and for the function that compares', () => {
    const renewed = synthesize({ ...variant('dev'), name: 'renewed', edgeSecret: 2 });
    const [secret = ''] = Object.keys(renewed.template.findResources('AWS::SecretsManager::Secret'));
    const [distribution] = Object.values(renewed.template.findResources('AWS::CloudFront::Distribution'));

    expect(synthesized['dev']?.resources).not.toHaveProperty(secret);
    expect(JSON.stringify(distribution)).toContain(secret);
    expect(environmentOf(renewed, 'http')['EDGE_SECRET_ARN']).toEqual({ Ref: secret });
  });
});

describe('a stage with a proxy', () => {
  const proxied = synthesize(variant('proxy'));
  const { template } = proxied;

  it('has one that takes tokens over TLS and shows one itself', () => {
    template.hasResourceProperties('AWS::RDS::DBProxy', {
      DefaultAuthScheme: 'IAM_AUTH',
      RequireTLS: true,
      Auth: Match.absent(),
    });
  });

  it('sends functions to the proxy, and the migration to the database', () => {
    expect(text(environmentOf(proxied, 'sync')['DATABASE_HOST'])).toBe('<DatabaseProxy.Endpoint>');
    expect(text(environmentOf(proxied, 'migrate')['DATABASE_HOST'])).toBe(
      '<DatabaseInstance.Endpoint.Address>',
    );
  });

  it('lets functions and proxy log in as the application alone', () => {
    const logins = Object.values(template.findResources('AWS::IAM::Policy')).flatMap((policy) =>
      policy['Properties']['PolicyDocument']['Statement']
        .filter(({ Action }: { readonly Action: unknown }) => Action === 'rds-db:connect')
        .map(({ Resource }: { readonly Resource: unknown }) => [
          text(policy['Properties']['Roles'][0]),
          text(Resource).split('/').at(-1),
        ]),
    );

    const asMaster = logins.filter(([, user]) => user !== 'parley_app');
    expect(asMaster).toEqual([['<FunctionsmigrateRole>', 'parley_admin']]);
    expect(logins).toContainEqual(['<DatabaseProxyRole>', 'parley_app']);
  });
});

describe('a key of the stage’s own', () => {
  it('encrypts database and cache of prod, is changed every year, and stays with them', () => {
    const { template } = synthesized['prod'] ?? synthesize(variant('prod'));
    template.hasResource('AWS::KMS::Key', {
      DeletionPolicy: 'Retain',
      Properties: { EnableKeyRotation: true },
    });
    const key = { 'Fn::GetAtt': [Match.stringLikeRegexp('^DataKey'), 'Arn'] };
    template.hasResourceProperties('AWS::RDS::DBInstance', { KmsKeyId: key });
    template.hasResourceProperties('AWS::ElastiCache::ReplicationGroup', { KmsKeyId: key });
  });

  it('is none in dev, where AWS’s own are free', () => {
    synthesized['dev']?.template.resourceCountIs('AWS::KMS::Key', 0);
  });
});

describe('what outlives the stack', () => {
  it('is the database of prod: protected, in two zones, backed up for 30 days, and retained', () => {
    synthesized['prod']?.template.hasResource('AWS::RDS::DBInstance', {
      DeletionPolicy: 'Retain',
      Properties: { DeletionProtection: true, MultiAZ: true, BackupRetentionPeriod: 30 },
    });
    synthesized['prod']?.template.hasResourceProperties('AWS::ElastiCache::ReplicationGroup', {
      AutomaticFailoverEnabled: true,
      MultiAZEnabled: true,
    });
  });

  it.each(['local', 'emulator', 'dev'])('is nothing of %s', (stage) => {
    const retained = Object.values(synthesized[stage]?.resources ?? {}).filter(
      ({ DeletionPolicy }) => DeletionPolicy === 'Retain',
    );

    expect(retained).toEqual([]);
  });
});
