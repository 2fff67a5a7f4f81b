import { ArnFormat, CfnParameter, Stack } from 'aws-cdk-lib';
import { Port, type SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { CfnReplicationGroup, CfnSubnetGroup, CfnUser, CfnUserGroup } from 'aws-cdk-lib/aws-elasticache';
import { Grant } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { accept } from './accepted-findings.ts';
import { cacheAccess } from './cache-access.ts';
import type { Provision } from './function-needs.ts';
import type { Network } from './network.ts';
import type { CacheSize } from './stage.ts';

/** A Redis that is already there, its URL given to the deployment. The URL may hold a password, so it is never echoed. */
export class EndpointCache extends Construct {
  readonly provision: Provision;

  constructor(scope: Construct) {
    super(scope, 'Cache');
    const url = new CfnParameter(scope, 'CacheUrl', {
      noEcho: true,
      description: 'redis://host:port, or rediss:// with TLS',
    });
    this.provision = { environment: { CACHE_URL: url.valueAsString } };
  }
}

type CreatedCacheProps = {
  readonly size: CacheSize;
  readonly network: Network;
  /** Encrypts what is stored; AWS's own key where there is none. */
  readonly key: IKey | undefined;
};

/**
 * Valkey on ElastiCache: encrypted at rest and under way, reached by IAM token.
 *
 * It has no snapshots: what it holds can be lost whole, and the database has the truth.
 */
export class CreatedCache extends Construct {
  readonly provision: Provision;
  /** As CloudWatch knows them: ElastiCache numbers a group's nodes. */
  readonly nodeIds: readonly string[];

  constructor(scope: Construct, props: CreatedCacheProps) {
    super(scope, 'Cache');
    const { network } = props;
    const server = network.securityGroup('CacheServer', 'Valkey');
    const user = this.#user();
    const group = this.#group(props, server, user);
    acceptFindings(group, props.size);
    this.nodeIds = Array.from(
      { length: props.size.nodes },
      (_, n) => `${group.ref}-${String(n + 1).padStart(3, '0')}`,
    );
    this.provision = {
      environment: {
        CACHE_HOST: group.attrPrimaryEndPointAddress,
        CACHE_PORT: group.attrPrimaryEndPointPort,
        CACHE_USER: user.userName,
        CACHE_NAME: group.ref,
      },
      securityGroups: [network.client('CacheClient', server, Port.tcp(6379))],
      inside: true,
      grant: (grantee) =>
        Grant.addToPrincipal({
          grantee,
          actions: ['elasticache:Connect'],
          resourceArns: [this.#arn('replicationgroup', group.ref), this.#arn('user', user.userId)],
        }),
    };
  }

  /** Logs in with an IAM token only. ElastiCache wants its id and its name equal, and in lower case. */
  #user(): CfnUser {
    const name = `${Stack.of(this).stackName}-app`;
    return new CfnUser(this, 'User', {
      engine: 'valkey',
      userId: name,
      userName: name,
      authenticationMode: { Type: 'iam' },
      accessString: cacheAccess,
    });
  }

  #group(
    { size, network, key }: CreatedCacheProps,
    server: SecurityGroup,
    user: CfnUser,
  ): CfnReplicationGroup {
    // No user named `default`: the Redis engine demands one, Valkey does not, and without one nobody gets in unnamed.
    const users = new CfnUserGroup(this, 'Users', {
      engine: 'valkey',
      userGroupId: `${Stack.of(this).stackName}-users`,
      userIds: [user.ref],
    });
    const subnets = new CfnSubnetGroup(this, 'Subnets', {
      description: 'Isolated subnets',
      subnetIds: network.vpc.isolatedSubnets.map((subnet) => subnet.subnetId),
    });
    const replicated = size.nodes > 1;
    return new CfnReplicationGroup(this, 'Group', {
      replicationGroupDescription: `Rooms, connections and throttles of ${Stack.of(this).stackName}`,
      engine: 'valkey',
      engineVersion: '8.0',
      cacheNodeType: size.nodeType,
      numCacheClusters: size.nodes,
      automaticFailoverEnabled: replicated,
      multiAzEnabled: replicated,
      atRestEncryptionEnabled: true,
      ...(key && { kmsKeyId: key.keyArn }),
      transitEncryptionEnabled: true,
      transitEncryptionMode: 'required',
      userGroupIds: [users.ref],
      cacheSubnetGroupName: subnets.ref,
      securityGroupIds: [server.securityGroupId],
      snapshotRetentionLimit: 0,
    });
  }

  #arn(resource: string, resourceName: string): string {
    return Stack.of(this).formatArn({
      service: 'elasticache',
      resource,
      resourceName,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }
}

function acceptFindings(group: CfnReplicationGroup, { nodes }: CacheSize): void {
  accept(group, {
    'AwsSolutions-AEC5':
      'Another port hides nothing: only functions, by their security group, reach it at all.',
    'AwsSolutions-AEC6': 'There is no password: its one user logs in with IAM tokens.',
  });
  if (nodes > 1) return;
  accept(group, { 'AwsSolutions-AEC4': 'A stage that can be thrown away is not worth a second node.' });
}
