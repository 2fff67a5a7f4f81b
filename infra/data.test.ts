import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { stages } from './stages.ts';
import { synthesize } from './synthesized.ts';

const synthesized = Object.fromEntries(stages.map((stage) => [stage.name, synthesize(stage)]));
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

  it('only security groups open ways, but for the way out', () => {
    const ingress = Object.values(template.findResources('AWS::EC2::SecurityGroupIngress'));
    const inline = Object.values(template.findResources('AWS::EC2::SecurityGroup')).flatMap(
      (group) => group['Properties']['SecurityGroupIngress'] ?? [],
    );

    expect(inline).toEqual([]);
    for (const rule of ingress) expect(rule['Properties']).toHaveProperty('SourceSecurityGroupId');
    expect(ingress.map((rule) => rule['Properties']['ToPort']).toSorted()).toEqual(
      stage === 'dev' ? [443, 5432, 6379] : [5432, 6379],
    );
  });

  it('the network has no endpoint that would take over the gateway’s name', () => {
    template.resourceCountIs('AWS::EC2::VPCEndpoint', 0);
  });

  it('the only secret is made by AWS, and only the database is told it', () => {
    template.hasResourceProperties('AWS::SecretsManager::Secret', { GenerateSecretString: Match.anyValue() });
    const told = Object.entries(resources).filter(([, resource]) =>
      JSON.stringify(resource).includes('{{resolve:'),
    );

    expect(told.map(([, { Type }]) => Type)).toEqual(['AWS::RDS::DBInstance']);
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
