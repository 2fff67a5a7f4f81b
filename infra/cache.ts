import { ArnFormat, CfnParameter, Stack } from 'aws-cdk-lib';
import { Port, type SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { CfnReplicationGroup, CfnSubnetGroup, CfnUser, CfnUserGroup } from 'aws-cdk-lib/aws-elasticache';
import { Grant } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Provision } from './function-needs.ts';
import type { Network } from './network.ts';
import type { CacheSize } from './stages.ts';

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

type CreatedCacheProps = { readonly size: CacheSize; readonly network: Network };

/**
 * Valkey on ElastiCache: encrypted at rest and under way, reached by IAM token.
 *
 * It has no snapshots: what it holds can be lost whole, and the database has the truth.
 */
export class CreatedCache extends Construct {
  readonly provision: Provision;
  /** As CloudWatch knows them: ElastiCache numbers a group's nodes. */
  readonly nodeIds: readonly string[];

  constructor(scope: Construct, { size, network }: CreatedCacheProps) {
    super(scope, 'Cache');
    const server = network.securityGroup('CacheServer', 'Valkey');
    const user = this.#user();
    const group = this.#group(size, network, server, user);
    this.nodeIds = Array.from(
      { length: size.nodes },
      (_, n) => `${group.ref}-${String(n + 1).padStart(3, '0')}`,
    );
    const url = `rediss://${group.attrPrimaryEndPointAddress}:${group.attrPrimaryEndPointPort}`;
    this.provision = {
      environment: { CACHE_URL: url, CACHE_USER: user.userName, CACHE_NAME: group.ref },
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
      // All data commands and scripts; not what looks into or changes the server. `info` is how the client knows it is up.
      accessString: 'on ~* &* +@all -@admin -@dangerous +info',
    });
  }

  #group(size: CacheSize, network: Network, server: SecurityGroup, user: CfnUser): CfnReplicationGroup {
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
