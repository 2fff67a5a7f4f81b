import { Port, type SecurityGroup, SubnetType } from 'aws-cdk-lib/aws-ec2';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type DatabaseInstance, DatabaseProxy, DefaultAuthScheme, ProxyTarget } from 'aws-cdk-lib/aws-rds';
import type { Construct } from 'constructs';
import type { Network } from './network.ts';

type ProxyProps = {
  readonly instance: DatabaseInstance;
  readonly network: Network;
  /** Whom it lets in, and who it is to the database. */
  readonly user: string;
};

/** An RDS Proxy that takes IAM tokens and shows its own to the database: it knows no password either. */
export function proxyOf(
  scope: Construct,
  { instance, network, user }: ProxyProps,
): { readonly proxy: DatabaseProxy; readonly client: SecurityGroup } {
  const group = network.securityGroup('DatabaseProxy', 'The proxy before Postgres');
  const role = new Role(scope, 'ProxyRole', { assumedBy: new ServicePrincipal('rds.amazonaws.com') });
  instance.grantConnect(role, user);
  const proxy = new DatabaseProxy(scope, 'Proxy', {
    proxyTarget: ProxyTarget.fromInstance(instance),
    vpc: network.vpc,
    vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED },
    securityGroups: [group],
    role,
    requireTLS: true,
    iamAuth: true,
    defaultAuthScheme: DefaultAuthScheme.IAM_AUTH,
  });
  return { proxy, client: network.client('DatabaseProxyClient', group, Port.POSTGRES) };
}
